/** In characters. Apart from the schema, which the program that reads pictures has no time to load. */
export const maxCameraLength = 200;
export const maxCaptionLength = 2_000;
