const usual = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const small = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const large = new Intl.NumberFormat('en', { maximumSignificantDigits: 6, notation: 'scientific' });

/** A figure as people read it: cents where there are any, and powers of ten where nobody counts digits. */
export function formatFigure(figure: number): string {
  const size = Math.abs(figure);
  if (size !== 0 && (size >= 1e15 || size < 1e-6)) return large.format(figure);
  return size < 1 && size !== 0 ? small.format(figure) : usual.format(figure);
}
