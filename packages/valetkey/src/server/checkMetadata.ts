import { ValetKeyError } from '../protocol/index.ts';
import { HandshakeRefusal, type RefusedFile } from './answers.ts';
import type { AcceptedFile } from './parseHandshake.ts';
import type { StandardSchema } from './StandardSchema.ts';
import type { UploadProfile } from './UploadProfile.ts';

/** Of its JSON, in bytes. It is for a few facts about a file, not for another file. */
const maxMetadataBytes = 4_096;

/**
 * What the schemas of the profiles make of the metadata: checked, and with its defaults. All refusals at once, like those of
 * the files themselves.
 *
 * @throws {ValetKeyError} `INVALID_METADATA`
 */
export async function checkMetadata(
  files: readonly AcceptedFile[],
  profiles: ReadonlyMap<string, UploadProfile>,
): Promise<AcceptedFile[]> {
  const refused: RefusedFile[] = [];
  const checked = await Promise.all(
    files.map(async (file, index) => {
      const schema = profiles.get(file.profile)?.metadata;
      try {
        return { ...file, metadata: await checkOne(schema, file.metadata) };
      } catch (error) {
        if (!(error instanceof ValetKeyError)) throw error;
        refused.push({ index, code: error.code, detail: error.message });
        return file;
      }
    }),
  );
  if (refused.length > 0) throw new HandshakeRefusal(refused.sort((a, b) => a.index - b.index));
  return checked;
}

async function checkOne(schema: StandardSchema | undefined, metadata: unknown): Promise<unknown> {
  if (schema === undefined) {
    if (metadata === null) return null;
    throw invalid('Files of this profile carry no metadata.');
  }
  const verdict = await schema['~standard'].validate(metadata ?? undefined);
  if (verdict.issues !== undefined) {
    const [first] = verdict.issues;
    const path = first?.path?.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
    throw invalid(`metadata${path ? `.${path}` : ''}: ${first?.message ?? 'it is not accepted'}`);
  }
  const value = verdict.value ?? null;
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined || new TextEncoder().encode(text).byteLength > maxMetadataBytes)
    throw invalid(`The metadata of a file may have ${maxMetadataBytes} bytes as JSON.`);
  // As it is stored and read back: no dates, no undefined.
  return JSON.parse(text) as unknown;
}

const invalid = (detail: string) => new ValetKeyError('INVALID_METADATA', detail);
