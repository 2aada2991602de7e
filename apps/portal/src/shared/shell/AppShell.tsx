import type { ReactNode } from 'react';
import { shellTexts } from '@/shared/texts';
import { Toaster } from '@/shared/ui';
import { AppHeader, type ShellViewer } from './AppHeader';
import { ShellStatus } from './ShellStatus';

const widths = { normal: 'max-w-4xl', wide: 'max-w-6xl' } as const;

type AppShellProps = {
  viewer: ShellViewer;
  /** The `href` of the main place this page belongs to. */
  current: string;
  /** `null` for a page that writes its own, because it comes with the content. */
  title: ReactNode;
  /** Places inside the main place, under the header. */
  sections?: ReactNode;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** Beside the title: the page's main action. */
  actions?: ReactNode;
  width?: keyof typeof widths;
  children: ReactNode;
};

/** The frame of every page of a signed-in person: skip link, header, title, content. */
export function AppShell({
  viewer,
  current,
  title,
  sections,
  lead,
  actions,
  width = 'normal',
  children,
}: AppShellProps) {
  return (
    <>
      <a
        href="#content"
        className="sr-only rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10"
      >
        {shellTexts.skip}
      </a>
      <AppHeader viewer={viewer} current={current} />
      {sections}
      <main
        id="content"
        className={`mx-auto grid w-full grid-cols-[minmax(0,1fr)] gap-6 px-4 py-6 sm:px-6 sm:py-8 ${widths[width]}`}
      >
        {title !== null && (
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div>
              <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
              {lead !== undefined && <p className="mt-1 text-muted">{lead}</p>}
            </div>
            {actions}
          </div>
        )}
        <ShellStatus />
        {children}
      </main>
      <Toaster labels={{ region: shellTexts.notifications, dismiss: shellTexts.dismiss }} />
    </>
  );
}
