/**
 * `Content-Disposition` of a download (RFC 6266) for a sanitised name: an ASCII fallback for old clients and the exact name
 * in RFC 8187 form. The fallback has no `"`, `\`, `%` or non-ASCII character, so no parser can read it in two ways.
 */
export function contentDisposition(name: string): string {
  const fallback = name.replace(/[^\x20-\x7e]|["%\\]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${fallback}"; filename*=UTF-8''${exact}`;
}
