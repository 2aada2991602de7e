import type { Acting, ServerContext } from './ServerContext.ts';

/** A step whose failure leaves an orphan for the sweep, and nothing else: reported, not thrown. */
export async function bestEffort(
  context: ServerContext,
  acting: Acting,
  work: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    context.onError(error, acting.requestId);
    return false;
  }
}
