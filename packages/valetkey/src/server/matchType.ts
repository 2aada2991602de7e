import { ValetKeyError } from '../protocol/index.ts';
import type { FileTypeRule, UploadProfile } from './UploadProfile.ts';

/** The part of a name after its last dot, in lower case; empty when it has none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/**
 * Rows of the profile for this name and declared type. Usually one; a name without extension can match several.
 *
 * @throws {ValetKeyError} `TYPE_NOT_ALLOWED`
 */
export function matchDeclared(profile: UploadProfile, name: string, contentType: string): FileTypeRule[] {
  const extension = extensionOf(name);
  const isAnyExtension = extension === '' && profile.isExtensionOptional === true;
  const rules = profile.types.filter(
    (rule) =>
      rule.declared.includes(contentType) &&
      (rule.extensions.includes(extension) || (isAnyExtension && contentType !== 'application/octet-stream')),
  );
  if (rules.length === 0) {
    throw new ValetKeyError(
      'TYPE_NOT_ALLOWED',
      extension === ''
        ? `Files of type ${contentType} without a file extension are not accepted.`
        : `Files of type ${contentType} with the extension .${printable(extension)} are not accepted.`,
    );
  }
  return rules;
}

/** Whether content that was detected as `detected` (`null`: nothing known) is what one of the rows says. */
export function matchesContent(
  rules: readonly FileTypeRule[],
  detected: string | null,
  bytes: Uint8Array,
): boolean {
  return rules.some((rule) =>
    // Text may happen to begin like a binary format ("BM..." is a bitmap to a detector): reading as text is what counts.
    rule.detected.includes('text')
      ? readsAsText(bytes)
      : detected !== null && rule.detected.includes(detected),
  );
}

/** The name of a file that came without one: the article's handshake knows only its type. */
export function nameForType(profile: UploadProfile, contentType: string): string {
  const rule =
    profile.types.find((candidate) => candidate.declared[0] === contentType) ??
    profile.types.find((candidate) => candidate.declared.includes(contentType));
  const extension = rule?.extensions[0];
  return extension === undefined || contentType === 'application/octet-stream' ? 'file' : `file.${extension}`;
}

/** UTF-16 with its mark, or bytes without the control characters that text does not have. */
function readsAsText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return bytes.every(
    (byte) => byte >= 0x20 || (byte >= 0x08 && byte <= 0x0d) || byte === 0x1b || byte === 0x1a,
  );
}

function printable(extension: string): string {
  return /^[a-z0-9]{1,16}$/.test(extension) ? extension : '(unusual)';
}
