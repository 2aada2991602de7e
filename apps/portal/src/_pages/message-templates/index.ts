export { MessageTemplatesPage } from './ui/MessageTemplatesPage';
