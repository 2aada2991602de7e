import { expect, it } from 'vitest';
import { splitComment } from './splitComment';

const rita = { id: 'rita-1', name: 'Rita <b>' };

it.each([
  ['plain', [], [{ text: 'plain' }]],
  ['see <@rita-1>!', [rita], [{ text: 'see ' }, { person: rita }, { text: '!' }]],
  ['<@rita-1><@rita-1>', [rita], [{ person: rita }, { person: rita }]],
  // Typed by somebody, and nobody was told: it is text.
  ['<@rita-1> <@other>', [], [{ text: '<@rita-1> <@other>' }]],
  ['', [], []],
])('%j', (text, mentions, pieces) => {
  expect(splitComment(text, mentions)).toEqual(pieces);
});
