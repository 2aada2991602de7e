export { BreakGlassPage } from './ui/BreakGlassPage';
