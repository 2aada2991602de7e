export { choosePreview, type PreviewChoice } from './model/choosePreview';
export type { Derivative } from './model/Derivative';
export { describeMissing } from './model/describeMissing';
export { Preview } from './ui/Preview';
export { Thumbnail } from './ui/Thumbnail';
