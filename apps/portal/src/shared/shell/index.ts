export { AdminShell } from './AdminShell';
export type { ShellViewer } from './AppHeader';
export { AppShell } from './AppShell';
export { isTyping } from './isTyping';
export { type PageCommand, type PageShortcut, usePageCommands } from './pageCommands';
