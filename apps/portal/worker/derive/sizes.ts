import type { WantedPicture } from './renderPictures';

/** What a page shows large: as wide as most screens. */
export const webPixels = 1_600;

/** What lists show: 40 pixels on a screen, on any screen. */
export const listPictures: readonly WantedPicture[] = [
  { name: 'thumb', boxPixels: 96 },
  { name: 'thumb-2x', boxPixels: 192 },
];
