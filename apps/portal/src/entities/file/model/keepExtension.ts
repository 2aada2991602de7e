/** The ending of a name, with its dot; empty when it has none. */
function extensionOf(name: string): string {
  return /[^.](\.[A-Za-z0-9]{1,16})$/.exec(name)?.[1] ?? '';
}

/** A new name with the ending of the old one: the ending was verified against the content and is not the user's to change. */
export function keepExtension(wanted: string, current: string): string {
  const extension = extensionOf(current);
  return wanted.toLowerCase().endsWith(extension.toLowerCase()) ? wanted : `${wanted}${extension}`;
}
