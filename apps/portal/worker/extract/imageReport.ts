import { z } from 'zod';
import { maxCameraLength, maxCaptionLength } from './imageLimits';

/** What the program that reads pictures is told. */
export type ImageTask = {
  file: string;
  /** Whether that is all of it; of a JPEG it may be how it begins. */
  isWhole: boolean;
};

/** What any picture has no more of; the database's numbers end a little later. */
const amount = z.int().min(1).max(1_000_000_000);
const small = z.int().min(1).max(1_000).nullable();
const camera = z.string().max(maxCameraLength).nullable();

const image = z.strictObject({
  format: z.string().regex(/^[a-z0-9]{1,20}$/),
  width: amount,
  height: amount,
  orientation: z.int().min(1).max(8).nullable(),
  colour: z
    .string()
    .regex(/^[a-z0-9-]{1,20}$/)
    .nullable(),
  channels: small,
  bitsPerChannel: small,
  hasAlpha: z.boolean(),
  hasColourProfile: z.boolean(),
  frameCount: amount,
  cameraMake: camera,
  cameraModel: camera,
  takenAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    .nullable(),
  caption: z.string().max(maxCaptionLength).nullable(),
  hasPosition: z.boolean(),
});

export type ReportedImage = z.output<typeof image>;

export const imageReport = z.union([
  z.strictObject({ image }),
  z.strictObject({ problem: z.enum(['unreadable', 'kind_not_supported', 'needs_whole']) }),
]);

export type ImageReport = z.output<typeof imageReport>;
