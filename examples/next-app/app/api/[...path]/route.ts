import { toRouteHandlers } from 'valetkey/next';
import { valetkey } from '../../../valetkey';

export const { GET, POST, DELETE } = toRouteHandlers(valetkey);
