import type { CommandIo } from './CommandIo.ts';

/** Words in colour; each function returns its text as it is where colour is unwanted. */
export type Style = Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>;

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Colour on a terminal only, never with `NO_COLOR` (no-color.org) or a dumb terminal. */
export function createStyle(io: Pick<CommandIo, 'env' | 'isTerminal'>): Style {
  const isColoured = io.isTerminal === true && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  const paint =
    ([on, off]: number[]) =>
    (text: string) =>
      isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return Object.fromEntries(Object.entries(codes).map(([name, pair]) => [name, paint(pair)])) as Style;
}
