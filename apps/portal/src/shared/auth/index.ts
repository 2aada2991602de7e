export { hasPermission, type Permission, type Role, roleOf, roles } from './permissions';
