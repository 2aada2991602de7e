import { z } from 'zod';
import { defineProcessor } from '@/shared/processors/index.server';

/** Counted elsewhere, by `examples/processor-receiver`; off until PROCESSOR_WORD_COUNTS_URL and _SECRET are set. */
export const wordCounts = defineProcessor({
  name: 'word-counts',
  title: 'Words',
  labels: { words: 'Words', longest: 'Longest word', no_text: 'There is no word in it.' },
  accepts: { contentTypes: ['text/plain'] },
  output: z.object({ words: z.int().min(1), longest: z.string().max(200) }),
  events: ['many_words'],
  handOff: { hours: 24 },
});
