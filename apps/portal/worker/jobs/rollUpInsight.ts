import type { JobContext } from '../jobList';

/** Brings the figures of past hours up to date. */
export async function rollUpInsight(_payload: object, { tools }: JobContext): Promise<void> {
  await tools.rollUpInsight(tools.clock());
}
