export { type Role, roleOf } from './permissions';
