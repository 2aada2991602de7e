import 'server-only';
import { reviewerOf } from '@/shared/auth/index.server';
import { answerCall } from '@/shared/valetkey/index.server';
import type { LiveSubscription } from './createLiveSubscription';
import { getLiveHub } from './getLiveHub';

/** What comes back after the end does so between these two, so that not everybody does at once. In milliseconds. */
const retryMs = { from: 1_000, to: 4_000 };

/** A stream that is only asked for the next piece when the one before has gone: what is not read yet is one message. */
function toStream({ next, end }: LiveSubscription, random: () => number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const retry = Math.round(retryMs.from + random() * (retryMs.to - retryMs.from));
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${retry}\nevent: ready\ndata: {}\n\n`));
    },
    async pull(controller) {
      const piece = await next();
      if (piece === null) controller.close();
      else controller.enqueue(encoder.encode(piece));
    },
    cancel: () => end(),
  });
}

/**
 * `GET /api/events`: what changed that the caller may see, by id. Each `ready` says that from here on all is told; what the page has from
 * before it asks for anew, so that no id of an event has to be remembered.
 */
export function streamLiveEvents(request: Request): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer, portal }) => {
    // No proxy gathers what is to be read at once.
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };
    if (request.method === 'HEAD') return new Response(null, { headers });
    const subscription = await getLiveHub().subscribe({
      ...viewer,
      isScoped: (await reviewerOf(portal.pool, viewer)).scope !== null,
    });
    // Gone before anybody read: nothing else would tell.
    request.signal.addEventListener('abort', () => subscription.end(), { once: true });
    if (request.signal.aborted) subscription.end();
    return new Response(toStream(subscription, Math.random), { headers });
  });
}
