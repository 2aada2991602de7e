import { getPortal } from '@/shared/valetkey/index.server';

function answer(request: Request): Promise<Response> {
  return getPortal().authRoutes(request);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
