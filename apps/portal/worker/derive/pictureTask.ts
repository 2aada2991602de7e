import { z } from 'zod';

/** Names of files within the folder of a run. */
const fileName = z.string().regex(/^[a-z0-9-]{1,40}(?:\.[a-z0-9]{1,4})?$/);

/** What the program that renders pictures is told: each input is read once, and drawn in each of the sizes. */
export const pictureTask = z.strictObject({
  inputs: z
    .array(
      z.strictObject({
        file: fileName,
        /** Each fits into a square of so many pixels, and is never larger than what it is drawn from. */
        outputs: z.array(z.strictObject({ file: fileName, boxPixels: z.int().min(1).max(4_000) })).max(4),
      }),
    )
    .max(100),
  /** Width times height of an input, from its header. */
  maxPixels: z.int(),
});

export type PictureTask = z.output<typeof pictureTask>;

/** Why an input gave no picture. */
export const pictureProblems = ['too_large', 'kind_not_supported', 'unreadable'] as const;

/** What it answers, one for each input. */
export const pictureReport = z.strictObject({
  inputs: z
    .array(
      z.union([
        z.strictObject({ problem: z.enum(pictureProblems) }),
        z.strictObject({
          outputs: z
            .array(
              z.strictObject({
                file: fileName,
                width: z.int().min(1).max(4_000),
                height: z.int().min(1).max(4_000),
              }),
            )
            .max(4),
        }),
      ]),
    )
    .max(100),
});

export type PictureReport = z.output<typeof pictureReport>;
