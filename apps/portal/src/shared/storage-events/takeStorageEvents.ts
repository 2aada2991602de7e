import 'server-only';
import { enqueueArrivals } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { problemFromError, readText } from '@/shared/api/index.server';
import { enqueueJob } from '@/shared/jobs/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { answerMachineCall } from '@/shared/valetkey/index.server';
import { isSecretOf } from './isSecretOf';
import { isSnsAddress, parseStorageEvents } from './parseStorageEvents';

/** A message of a thousand events. */
const maxBytes = 1024 * 1024;

/**
 * `POST /api/storage-events`: what the store says has arrived. Events come twice, late, in any order or never, so each is only a reason
 * to look sooner than the sweep would; what is looked at is the store itself.
 */
export function takeStorageEvents(request: Request): Promise<Response> {
  return answerMachineCall(request, async ({ portal, requestId }) => {
    const { config, pool } = portal;
    if (!isSecretOf(request, config.storageEventsSecret)) {
      await portal.authLimits.countAddress('POST /api/storage-events', request);
      const refusal = new ValetKeyError(
        'UNAUTHENTICATED',
        'Send the value of STORAGE_EVENTS_SECRET as a bearer token, or as the password of Basic.',
      );
      const response = problemFromError(request, refusal);
      // Amazon SNS sends a password only after it was asked for one; a browser would ask the person in front of it.
      if (request.headers.has('x-amz-sns-message-type'))
        response.headers.set('www-authenticate', 'Basic realm="storage events"');
      return response;
    }
    const message = parseStorageEvents(await readText(request, maxBytes));
    if (message === null)
      throw new ValetKeyError(
        'INVALID_BODY',
        'Send a notification in the form of Amazon S3, Ceph, MinIO, SNS or EventBridge, with at most 1,000 events.',
      );
    if (message.kind === 'subscription') {
      if (!isSnsAddress(message.confirmUrl))
        throw new ValetKeyError(
          'INVALID_BODY',
          'Subscriptions are confirmed at addresses of Amazon SNS only.',
        );
      const answer = await fetch(message.confirmUrl, {
        redirect: 'error',
        signal: AbortSignal.timeout(10_000),
      });
      await answer.body?.cancel();
      getLogger().info({ requestId, isConfirmed: answer.ok }, 'a topic asked whether its events are wanted');
      return Response.json({ settling: 0 });
    }
    const keys = message.arrivals.flatMap(({ bucket, key }) => (bucket === config.store.bucket ? [key] : []));
    const settling = await enqueueArrivals(
      { pool, enqueue: (client, uploadId) => enqueueJob(client, { name: 'settle', payload: { uploadId } }) },
      [...new Set(keys)],
    );
    return Response.json({ settling });
  });
}
