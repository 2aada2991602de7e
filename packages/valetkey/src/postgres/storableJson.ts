/** What PostgreSQL refuses in text: NUL and halves of a surrogate pair. */
const unstorable = /[\0\ud800-\udfff]/gu;

/** JSON that PostgreSQL can read back as text, whatever a client put into a free field. */
export function toStorableJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? item.replace(unstorable, '\ufffd') : item,
  );
}
