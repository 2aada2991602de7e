export { hasPermission, type Role, roleOf, roles } from './permissions';
