/** What PostgreSQL refuses in text: NUL and halves of a surrogate pair. */
const unstorable = /[\0\ud800-\udfff]/gu;

/** How `JSON.stringify` writes them; also matches harmless text, which then only takes the slower way. */
const maybeUnstorable = /\\u(?:0000|d[89a-f])/;

/** JSON that PostgreSQL can read back as text, whatever a client put into a free field. */
export function toStorableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!maybeUnstorable.test(text)) return text;
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? item.replace(unstorable, '\ufffd') : item,
  );
}
