import type { Queryable } from './inTransaction.ts';
import type { ReviewScope } from './reviewScope.ts';

/** Who may be meant by each of these words: ids of people whose name or address has it. In the order of the words. */
export type FindPeople = (words: readonly string[]) => Promise<readonly (readonly string[])[]>;

/** The newest documents that match are looked at further, at most so many. */
export const maxSearchedFiles = 1_000;
/** Words beyond are not looked up as people. */
const maxPeopleWords = 8;

export type SearchedFiles = {
  ids: string[];
  /** Whether more match, which are older. */
  isCapped: boolean;
  words: { word: string; owners: readonly string[] }[];
};

/**
 * Documents of the scope in which every word is found: as a part of the name, as a word of what was read out of it, or as its owner. What the index
 * finds by parts of three may be none of the word as a whole: `matchesWords` has the last say.
 */
export async function searchFiles(
  client: Queryable,
  { q, scope }: { q: string; scope: ReviewScope | null },
  findPeople: FindPeople,
): Promise<SearchedFiles> {
  // Nothing is not everything.
  if (scope !== null && scope.profiles.length === 0) return { ids: [], isCapped: false, words: [] };
  const parts = q.split(/\s+/u).filter((part) => part !== '');
  const people = await findPeople(parts.slice(0, maxPeopleWords));
  const words = parts.map((word, index) => ({ word, owners: people[index] ?? [] }));
  const wanted = words.map((_, index) => `valetkey.search_query($${index * 2 + 2}, $${index * 2 + 3})`);
  const values: unknown[] = [maxSearchedFiles + 1, ...words.flatMap(({ word, owners }) => [word, owners])];
  const inScope =
    scope === null ? '' : ` && valetkey.search_profiles_query($${values.push([...scope.profiles])})`;
  // In the function's own terms and not filtered behind it: the newest of what somebody sees are looked at.
  const { rows } = await client.query<{ id: string }>(
    `select s as id from valetkey.search_files(case when numnode(${wanted.join(' && ')}) > 0
       then ${wanted.join(' && ')}${inScope} else ''::tsquery end, $1) s`,
    values,
  );
  const ids = rows.map(({ id }) => id);
  return { ids: ids.slice(0, maxSearchedFiles), isCapped: ids.length > maxSearchedFiles, words };
}

/** As `valetkey.word_lexemes` splits. */
const separators = /[\s!-/:-@[-`{-\u00bf\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f]+/u;

/**
 * Texts are known by words of two characters and more. Without its single ones `report-k` would be found wherever `report` is, so it is
 * looked for in names alone.
 */
function isKnownInTexts(word: string): boolean {
  const parts = word.normalize('NFKC').split(separators);
  return parts.every((part) => part === '' || [...part].length > 1);
}

/** The conditions that hold the found documents of `valetkey.file f` to every word. */
export function matchesWords({ ids, words }: SearchedFiles, parameter: (value: unknown) => string): string[] {
  return [
    `f.id = any(${parameter(ids)}::text[])`,
    ...words.map(({ word, owners }) => {
      const text = `${parameter(word)}::text`;
      return `(strpos(valetkey.search_form(f.name), valetkey.search_form(${text})) > 0
        or f.owner_id = any(${parameter(owners)}::text[])
        or (${isKnownInTexts(word)} and exists (select from valetkey.file_search s
          where s.file_id = f.id and s.lexemes @@ valetkey.search_words_query(${text}))))`;
    }),
  ];
}
