/** What the program that draws pictures is told: each input is read once, and drawn in each of the sizes, in their order. */
export type PictureTask = {
  inputs: readonly {
    /** Names of files within the folder of a run. */
    file: string;
    /** Each fits into a square of so many pixels, and is never larger than what it is drawn from. */
    outputs: readonly { file: string; boxPixels: number }[];
  }[];
  /** Width times height of an input, from its header. */
  maxPixels: number;
};

/** Why an input gave no picture. */
export const pictureProblems = ['too_large', 'kind_not_supported', 'unreadable'] as const;

/** One line of what it answers: a picture that is drawn, or what kept it from drawing the rest of an input. */
export type PictureLine = { input: number } & (
  | { file: string; width: number; height: number }
  | { problem: (typeof pictureProblems)[number] }
);
