export { MessageArea } from '../ui/MessageArea';
