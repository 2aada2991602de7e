/** What people call something that files name by a word; the word itself where they have no other. */
export function describeWord(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] as string) : word;
}
