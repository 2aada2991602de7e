/** What one value may be. */
export type ProcessorScalar = string | number | boolean | null;

/**
 * What a processor comes to: values by name, and lists of items that have values by name. No deeper, so that each value is a row
 * with a type and pages need to know nothing of the processor.
 */
export type ProcessorOutput = {
  readonly [name: string]: ProcessorScalar | readonly { readonly [name: string]: ProcessorScalar }[];
};

/** One value as it is kept. */
export type ProcessorValue = {
  /** Of the list that it is in, and which item of it, from 1 on; both `null` for a value of the file. */
  list: string | null;
  item: number | null;
  name: string;
  value: ProcessorScalar;
};
