export { streamLiveEvents as GET } from '@/shared/live/index.server';
