export {
  addMessageTemplate,
  readMessageTemplates,
  removeMessageTemplate,
  writeMessageTemplate,
} from './api/templates';
export type { TemplatePlace } from './model/chooseTemplates';
export { fillTemplate, unknownPlaceholders } from './model/fillTemplate';
export {
  type MessageTemplate,
  type MessageTemplateInput,
  placeholders,
  type TemplatePurpose,
  templateLimits,
  templatePurposes,
} from './model/MessageTemplate';
export { MessageArea, type MessageAreaHandle } from './ui/MessageArea';
