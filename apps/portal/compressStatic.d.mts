/** Writes `.br` and `.gz` beside each text file below `folder`. */
export function compressStatic(folder: string): Promise<void>;
