/** A size as one types it: a number and its unit, in steps of 1,024 as everywhere in the portal. */
export type SizeField = { amount: string; unit: SizeUnit };

export const sizeUnits = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

export type SizeUnit = (typeof sizeUnits)[number];

const bytesOf = (unit: SizeUnit) => 1024 ** sizeUnits.indexOf(unit);

/** The largest unit in which the size is a number that one can read, without losing a byte. */
export function toSizeField(bytes: number | null): SizeField {
  if (bytes === null) return { amount: '', unit: 'GB' };
  for (const unit of sizeUnits.toReversed()) {
    const amount = bytes / bytesOf(unit);
    if (amount >= 1 && Number(amount.toFixed(2)) === amount) return { amount: String(amount), unit };
  }
  return { amount: String(bytes), unit: 'bytes' };
}

/** The bytes that were typed, `null` for an empty field, `undefined` for what is no size. A comma is a decimal point, too. */
export function readSizeField({ amount, unit }: SizeField): number | null | undefined {
  const text = amount.trim().replace(',', '.');
  if (text === '') return null;
  if (!/^\d{1,15}(\.\d{1,3})?$/.test(text)) return undefined;
  const bytes = Math.round(Number(text) * bytesOf(unit));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}
