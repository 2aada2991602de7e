export { choosePreview, type PreviewChoice } from './model/choosePreview';
export { createZoomKeys, type ZoomKey, type ZoomKeys } from './model/createZoomKeys';
export type { Derivative } from './model/Derivative';
export { describeMissing } from './model/describeMissing';
export { Preview } from './ui/Preview';
export { Thumbnail } from './ui/Thumbnail';
