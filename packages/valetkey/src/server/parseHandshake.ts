import { limits, ValetKeyError } from '../protocol/index.ts';
import { HandshakeRefusal, notFound, type RefusedFile } from './answers.ts';
import { parseContentType } from './contentType.ts';
import { isId } from './id.ts';
import { matchDeclared, nameForType } from './matchType.ts';
import { asObject, integer, object, optional, type Parser, refuse, text } from './parse.ts';
import { sanitizeFileName } from './sanitizeFileName.ts';
import { sanitizePath } from './sanitizePath.ts';
import type { UploadProfile } from './UploadProfile.ts';

/** A file that passed its profile. */
export type AcceptedFile = {
  name: string;
  contentType: string;
  /** `null` only in the article's handshake. */
  size: number | null;
  checksumSha256: string | null;
  /** The client would give a checksum for each part. */
  wantsPartChecksums: boolean;
  path: string | null;
  documentId: string | null;
  fingerprint: string | null;
  profile: string;
  /** Not looked at yet; `null` when there is none. */
  metadata: unknown;
};

export type Handshake = {
  files: AcceptedFile[];
  idempotencyKey: string | null;
  /** How the sender sends, and what it measured; hints for cutting large files. */
  connections: number | undefined;
  connectionBytesPerSecond: number | undefined;
  /** The form of the article: one file, answered by one PUT grant that is not in a list. */
  isArticle: boolean;
};

const maxConnections = 64;
const emptySha256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

const fileName: Parser<string> = (value) => sanitizeFileName(value);
const size = integer({ code: 'INVALID_SIZE', min: 1, max: Number.MAX_SAFE_INTEGER });
const connections = integer({ code: 'INVALID_BODY', min: 1, max: maxConnections });
const speed = integer({ code: 'INVALID_BODY', min: 1, max: Number.MAX_SAFE_INTEGER });
export const checksum = text({
  code: 'INVALID_CHECKSUM',
  maxLength: 44,
  // 32 bytes: the last character of 43 carries four bits, so that one text stands for one hash.
  pattern: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
  expectation: 'a base64 SHA-256',
});

const articleBody = object({
  contentType: parseContentType,
  name: optional(fileName),
  size: optional(size),
  checksumSha256: optional(checksum),
});

const fileBody = object({
  name: fileName,
  size,
  contentType: parseContentType,
  checksumSha256: optional(checksum),
  partChecksums: optional(text({ maxLength: 6, pattern: /^sha256$/, expectation: 'sha256' })),
  path: optional((value) => sanitizePath(value)),
  documentId: optional((value, at) =>
    typeof value === 'string' ? value : refuse('INVALID_BODY', at, 'a file id'),
  ),
  fingerprint: optional(text({ maxLength: 256, expectation: 'a text of 1 to 256 characters' })),
  profile: optional(text({ maxLength: 64, expectation: 'the name of a profile' })),
  metadata: optional((value) => value),
});

const listBody = object({
  files: (value: unknown, at: string): unknown[] =>
    Array.isArray(value) && value.length > 0
      ? value
      : refuse('INVALID_BODY', at, `a list of 1 to ${limits.maxFilesPerCall} files`),
  idempotencyKey: optional(
    text({ maxLength: 128, pattern: /^[\x21-\x7e]+$/, expectation: '1 to 128 printable ASCII characters' }),
  ),
  connections: optional(connections),
  connectionBytesPerSecond: optional(speed),
});

/** Reads and judges a handshake. All its bad files are named at once; one of them refuses the whole. */
export function parseHandshake(body: unknown, profiles: ReadonlyMap<string, UploadProfile>): Handshake {
  const given = asObject(body);
  if (given === null || !Object.hasOwn(given, 'files')) return parseArticle(body, profiles);
  const { files, idempotencyKey = null, connections, connectionBytesPerSecond } = listBody(body, '');
  if (files.length > limits.maxFilesPerCall) {
    throw new ValetKeyError(
      'TOO_MANY_FILES',
      `A call takes ${limits.maxFilesPerCall} files, not ${files.length}.`,
    );
  }
  const accepted: AcceptedFile[] = [];
  const refused: RefusedFile[] = [];
  files.forEach((file, index) => {
    try {
      const parsed = fileBody(file, `files[${index}]`);
      const {
        checksumSha256 = null,
        path = null,
        documentId = null,
        fingerprint = null,
        profile = 'default',
      } = parsed;
      if (documentId !== null && !isId(documentId)) throw notFound();
      const { name, size, contentType } = parsed;
      accepted.push(
        judge(
          {
            name,
            size,
            contentType,
            checksumSha256,
            wantsPartChecksums: parsed.partChecksums !== undefined,
            path,
            documentId,
            fingerprint,
            profile,
            metadata: parsed.metadata ?? null,
          },
          profiles,
        ),
      );
    } catch (error) {
      if (!(error instanceof ValetKeyError)) throw error;
      refused.push({ index, code: error.code, detail: error.message });
    }
  });
  if (refused.length > 0) throw new HandshakeRefusal(refused);
  return { files: accepted, idempotencyKey, connections, connectionBytesPerSecond, isArticle: false };
}

function parseArticle(body: unknown, profiles: ReadonlyMap<string, UploadProfile>): Handshake {
  const parsed = articleBody(body, '');
  const { contentType, checksumSha256 = null } = parsed;
  const profile = profiles.get('default');
  const name = parsed.name ?? (profile === undefined ? 'file' : nameForType(profile, contentType));
  const file = judge(
    {
      name,
      contentType,
      size: parsed.size ?? null,
      checksumSha256,
      wantsPartChecksums: false,
      path: null,
      documentId: null,
      fingerprint: null,
      profile: 'default',
      metadata: null,
    },
    profiles,
  );
  if (file.size !== null && file.size > limits.maxSingleRequestSizeBytes) {
    throw new ValetKeyError(
      'FILE_TOO_LARGE',
      'One PUT carries 5 GiB; send { files: [...] } for larger files.',
    );
  }
  return {
    files: [file],
    idempotencyKey: null,
    connections: undefined,
    connectionBytesPerSecond: undefined,
    isArticle: true,
  };
}

function judge(file: AcceptedFile, profiles: ReadonlyMap<string, UploadProfile>): AcceptedFile {
  const profile = profiles.get(file.profile);
  if (profile === undefined) {
    throw new ValetKeyError(
      'INVALID_BODY',
      'The upload profile that was named does not exist; leave it out, or choose again from those that do.',
    );
  }
  matchDeclared(profile, file.name, file.contentType);
  if (file.size !== null && file.size > profile.maxSizeBytes) {
    throw new ValetKeyError(
      'FILE_TOO_LARGE',
      `Files may have ${profile.maxSizeBytes} bytes, not ${file.size}.`,
    );
  }
  if (file.checksumSha256 === emptySha256 && file.size !== null) {
    throw new ValetKeyError(
      'INVALID_CHECKSUM',
      'This is the checksum of an empty file, and the file is not empty.',
    );
  }
  return file;
}
