import { expect, test } from 'vitest';
import { formatFigure } from './formatFigure';

test.each([
  [0, '0'],
  [1_234_567.891, '1,234,567.89'],
  [-0.012345, '-0.01235'],
  [1e20, '1E20'],
  [2 ** 53, '9.0072E15'],
])('%d reads %s', (figure, text) => expect(formatFigure(figure)).toBe(text));
