import type { ReactNode } from 'react';
import { administrationTexts } from '@/shared/texts';
import type { ShellViewer } from './AppHeader';
import { AppShell } from './AppShell';
import { SectionNav } from './SectionNav';

const { sections } = administrationTexts;

const places = {
  overview: { href: '/admin', label: sections.overview },
  people: { href: '/admin/people', label: sections.people },
  invitations: { href: '/admin/invitations', label: sections.invitations },
  profiles: { href: '/admin/profiles', label: sections.profiles },
  settings: { href: '/admin/settings', label: sections.settings },
  quarantine: { href: '/admin/quarantine', label: sections.quarantine },
  breakGlass: { href: '/admin/break-glass', label: sections.breakGlass },
  jobs: { href: '/admin/jobs', label: sections.jobs },
  webhooks: { href: '/admin/webhooks', label: sections.webhooks },
  audit: { href: '/admin/audit', label: sections.audit },
} as const;

type AdminShellProps = {
  viewer: ShellViewer;
  section: keyof typeof places;
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** The frame of the administrator's pages. */
export function AdminShell({ viewer, section, ...page }: AdminShellProps) {
  return (
    <AppShell
      viewer={viewer}
      current="/admin"
      width="wide"
      sections={
        <SectionNav label={sections.label} sections={Object.values(places)} current={places[section].href} />
      }
      {...page}
    />
  );
}
