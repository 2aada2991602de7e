export { AdminShell } from './AdminShell';
export type { ShellViewer } from './AppHeader';
export { AppShell } from './AppShell';
