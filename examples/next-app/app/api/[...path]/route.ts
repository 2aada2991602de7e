import { toRouteHandlers } from 'valetkey/next';
import { valetkey } from '../../../valetkey';

export const dynamic = 'force-dynamic';
export const { GET, POST, DELETE } = toRouteHandlers(valetkey);
