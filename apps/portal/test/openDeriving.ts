import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DerivativeMaker, MadeDerivative } from 'valetkey/server';
import { expect } from 'vitest';
import { createContainment } from '../worker/containment/createContainment';
import { createDerivativeMaker, type DerivativeWork } from '../worker/derive/createDerivativeMaker';
import { findDerivativeTools } from '../worker/derive/findDerivativeTools';
import type { DerivativeTools } from '../worker/derive/PartMaker';
import { buildProgram } from './buildProgram';
import { makeDerivatives } from './makeDerivatives';

export type Deriving = Awaited<ReturnType<typeof openDeriving>>;

/** What makes derivatives as a worker has it, with this machine's tools, in a folder of its own. */
export async function openDeriving() {
  const directory = await mkdtemp(join(tmpdir(), 'derive-test-'));
  const program = await buildProgram('worker/derive/pictureProgram.ts');
  const tools = findDerivativeTools(program.path);
  const containment = await createContainment({ directory });
  const makerOf = (work: DerivativeWork, using: DerivativeTools = tools) =>
    createDerivativeMaker({ work, containment, tools: using });
  return {
    directory,
    containment,
    tools,
    makerOf,
    async derive(maker: DerivativeMaker, contentType: string, bytes: Buffer): Promise<MadeDerivative[]> {
      const { made } = await makeDerivatives(maker, { contentType, bytes });
      // Whatever happened, nothing of it is left.
      expect(await readdir(directory)).toEqual([]);
      return made;
    },
    async close() {
      await program.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** How it ended for what was made, each way once. */
export function reasonsOf(made: readonly MadeDerivative[]): string[] {
  return [...new Set(made.map((one) => ('state' in one ? `${one.state} ${one.reason}` : 'available')))];
}
