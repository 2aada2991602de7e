/** What the portal itself says of a run; a processor that said one of them would promise what does not happen. */
const ownReasons: readonly string[] = [
  'processor_failed',
  'processor_retired',
  'hand_off_expired',
  'too_large',
  'too_much_time',
  'too_much_memory',
  'too_much_work',
];

/** Whether a word for why there is no result is one of the portal's own. */
export function isOwnReason(word: string): boolean {
  return ownReasons.includes(word);
}
