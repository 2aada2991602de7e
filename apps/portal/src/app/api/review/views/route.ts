import { listSavedViews, saveSavedView } from '@/_pages/review/index.server';

export function GET(request: Request): Promise<Response> {
  return listSavedViews(request);
}

export function POST(request: Request): Promise<Response> {
  return saveSavedView(request);
}
