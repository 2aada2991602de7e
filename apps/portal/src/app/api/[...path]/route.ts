import { problemResponse } from '@/shared/api/index.server';

function nothingHere(request: Request): Response {
  return problemResponse(request, 'NOT_FOUND', 'There is nothing here.');
}

export {
  nothingHere as DELETE,
  nothingHere as GET,
  nothingHere as PATCH,
  nothingHere as POST,
  nothingHere as PUT,
};
