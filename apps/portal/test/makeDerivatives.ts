import type { DerivativeMaker, MadeDerivative, UploadRecord } from 'valetkey/server';

/** Everything that a maker makes of these bytes: what it has early, and then the rest, as the library keeps it. */
export async function makeDerivatives(
  maker: DerivativeMaker,
  { contentType, bytes }: { contentType: string; bytes: Buffer },
): Promise<{ early: MadeDerivative[]; made: MadeDerivative[] }> {
  const upload = { contentType, size: bytes.length } as UploadRecord;
  const early: MadeDerivative[] = [];
  const rest = await maker.make({
    upload,
    names: new Set(maker.plan(upload).map(({ name }) => name)),
    read: async () => new Blob([new Uint8Array(bytes)]).stream(),
    keep: async (pictures) => void early.push(...pictures),
    signal: new AbortController().signal,
  });
  const isKept = ({ name }: MadeDerivative) => early.some((one) => one.name === name);
  return { early, made: [...early, ...rest.filter((one) => !isKept(one))] };
}
