import type { RunUpload } from '@/shared/processor-runs/index.server';
import type { Processor } from '@/shared/processors/index.server';
import { parseWebhookUrl, signWebhook } from '@/shared/webhooks/index.server';
import type { WebhookSender } from '../notify/createWebhookSender';

export type HandOff = {
  /** Sends one message once. Answers why it was not taken, in a word; `null` when it was. */
  send: (work: {
    processor: Processor;
    upload: RunUpload;
    attemptId: string;
    token: string;
    expiresAt: Date;
    signal: AbortSignal;
  }) => Promise<string | null>;
};

type Receivers = ReadonlyMap<string, { url: string; secret: string }>;

/** Of the processors that work elsewhere those of which it is known where. */
export function withReceiver(processors: readonly Processor[], receivers: Receivers): Processor[] {
  return processors.filter(({ name, handOff }) => handOff === null || receivers.has(name));
}

/**
 * Hands versions to other systems. A message has ids and a token, and nothing that reads the file or says what it is called: who is
 * told asks with the token for a URL, and for that there is an event.
 *
 * @throws {PortalError} `INVALID_WEBHOOK_URL` when nothing may be sent to one of the receivers
 */
export function createHandOff(options: {
  receivers: Receivers;
  send: WebhookSender;
  isLoopbackAllowed: boolean;
  /** Of this release, for `user-agent`. */
  version: string;
  clock: () => Date;
}): HandOff {
  const { receivers, send, isLoopbackAllowed, version, clock } = options;
  const addresses = new Map(
    [...receivers].map(([name, { url }]) => [name, parseWebhookUrl(url, { isLoopbackAllowed })]),
  );
  return {
    async send({ processor, upload, attemptId, token, expiresAt, signal }) {
      const url = addresses.get(processor.name);
      const secret = receivers.get(processor.name)?.secret;
      if (url === undefined || secret === undefined) return 'not_configured';
      const at = clock();
      const body = JSON.stringify({
        type: 'processor.requested',
        timestamp: at.toISOString(),
        data: {
          processor: processor.name,
          processorVersion: processor.version,
          fileId: upload.fileId,
          version: upload.version,
          contentType: upload.contentType,
          sizeBytes: upload.size,
          token,
          expiresAt: expiresAt.toISOString(),
        },
      });
      const outcome = await send({
        url,
        headers: {
          'content-type': 'application/json',
          'user-agent': `ValetKey/${version}`,
          ...signWebhook({ messageId: `run_${attemptId}`, at, body, secrets: [secret] }),
        },
        body,
        signal,
      });
      if (outcome.status === null) return outcome.problem;
      return outcome.status >= 200 && outcome.status < 300 ? null : `status ${outcome.status}`;
    },
  };
}
