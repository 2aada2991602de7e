/** The ending of a name, with its dot; empty when it has none. */
export function extensionOf(name: string): string {
  return /[^.](\.[A-Za-z0-9]{1,16})$/.exec(name)?.[1] ?? '';
}

/**
 * A new name with the ending of the old one: the ending was verified against the content and is not the user's to change.
 * A file that came without one may get one of those `allowed` for its type; before any other the dot becomes `_`, so that a
 * text does not turn into a script.
 */
export function keepExtension(wanted: string, current: string, allowed: readonly string[]): string {
  const extension = extensionOf(current);
  if (extension !== '')
    return wanted.toLowerCase().endsWith(extension.toLowerCase()) ? wanted : `${wanted}${extension}`;
  const dot = wanted.lastIndexOf('.');
  if (dot < 0 || allowed.includes(wanted.slice(dot + 1).toLowerCase())) return wanted;
  return `${wanted.slice(0, dot)}_${wanted.slice(dot + 1)}`;
}
