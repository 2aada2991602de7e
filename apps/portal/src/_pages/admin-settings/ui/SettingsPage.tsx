import { AdminShell, type ShellViewer } from '@/shared/shell';
import { administrationTexts } from '@/shared/texts';
import { SettingsForm } from './SettingsForm';

export function SettingsPage({ viewer }: { viewer: ShellViewer }) {
  const { title, lead } = administrationTexts.settings;
  return (
    <AdminShell viewer={viewer} section="settings" title={title} lead={lead}>
      <SettingsForm />
    </AdminShell>
  );
}
