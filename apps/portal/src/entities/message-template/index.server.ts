export {
  changeMessageTemplate,
  createMessageTemplate,
  deleteMessageTemplate,
  listMessageTemplates,
} from './api/templateRoutes';
