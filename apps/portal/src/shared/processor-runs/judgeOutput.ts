import { OutputRefused, outputValues, type Processor } from '@/shared/processors/index.server';
import type { RunResult } from './createProcessorRecords';

/** What is recorded of an output: its values, or that there is nothing to say; `broken` says in words of ours what is wrong with it. */
export async function judgeOutput(
  processor: Pick<Processor, 'output'>,
  output: unknown,
): Promise<RunResult | { broken: string }> {
  if (output === null || output === undefined) return { state: 'empty' };
  const checked = await processor.output['~standard'].validate(output);
  if (checked.issues !== undefined) {
    const path = checked.issues[0]?.path?.map((part) => String(typeof part === 'object' ? part.key : part));
    return { broken: `its output is not as its schema has it (${path?.join('.') || 'the whole'})` };
  }
  try {
    return { state: 'available', values: outputValues(checked.value) };
  } catch (error) {
    if (error instanceof OutputRefused) return { broken: error.message };
    throw error;
  }
}
