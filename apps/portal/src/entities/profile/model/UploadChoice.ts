/** A profile as somebody may choose it who uploads. */
export type UploadChoice = {
  name: string;
  label: string;
  /** What it accepts and what becomes of it, in one line. */
  rules: string;
};
