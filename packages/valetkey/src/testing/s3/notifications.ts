import type { Bucket } from './openStore.ts';
import { percentEncode } from './parseTarget.ts';
import type { StoreEvent } from './RequestContext.ts';
import { StoreError } from './StoreError.ts';
import { childOf, childrenOf, parseXml, textOf, textsOf } from './xml.ts';

/** One target of a bucket's events. `target` is what stands where Amazon has an ARN; an http(s) URL is pushed to. */
export type NotificationRule = {
  id: string;
  target: string;
  events: string[];
  prefix: string;
  suffix: string;
};

const kinds: [string, string][] = [
  ['TopicConfiguration', 'Topic'],
  ['QueueConfiguration', 'Queue'],
  ['CloudFunctionConfiguration', 'CloudFunction'],
];

/** @throws `MalformedXML`, `InvalidArgument` */
export function parseNotifications(document: Buffer): NotificationRule[] {
  const root = parseXml(document, 'NotificationConfiguration');
  return kinds.flatMap(([kind, targetName]) =>
    childrenOf(root, kind).map((node) => {
      const rules = childrenOf(childOf(childOf(node, 'Filter'), 'S3Key'), 'FilterRule');
      const filter = (wanted: string) =>
        textOf(
          rules.find((rule) => textOf(rule, 'Name')?.toLowerCase() === wanted),
          'Value',
        ) ?? '';
      const target = textOf(node, targetName)?.trim();
      const events = textsOf(node, 'Event');
      if (!target || events.length === 0) throw new StoreError('MalformedXML');
      if (!events.every((event) => /^s3:[A-Za-z]+:([A-Za-z]+|\*)$/.test(event))) {
        throw new StoreError('InvalidArgument', 'The event is not supported for notifications');
      }
      return {
        id: textOf(node, 'Id') ?? '',
        target,
        events,
        prefix: filter('prefix'),
        suffix: filter('suffix'),
      };
    }),
  );
}

const asksFor = (rule: NotificationRule, event: StoreEvent) =>
  event.key.startsWith(rule.prefix) &&
  event.key.endsWith(rule.suffix) &&
  rule.events.some((wanted) => {
    const name = wanted.slice(3);
    return name === event.name || (name.endsWith(':*') && event.name.startsWith(name.slice(0, -1)));
  });

/** The `Records` message of S3 for one event; the key is encoded as a form value, as Amazon does it. */
export function eventMessage(
  event: StoreEvent,
  rule: NotificationRule,
  facts: { region: string; now: number; sequencer: string },
) {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: facts.region,
        eventTime: new Date(facts.now).toISOString(),
        eventName: event.name,
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: rule.id,
          bucket: { name: event.bucket, arn: `arn:aws:s3:::${event.bucket}` },
          object: {
            key: percentEncode(event.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
            size: event.size,
            eTag: event.etag,
            versionId: event.version,
            sequencer: facts.sequencer,
          },
        },
      },
    ],
  };
}

/** URLs and messages to push for an event. */
export function pushesFor(
  bucket: Bucket | undefined,
  event: StoreEvent,
  facts: { region: string; now: number; sequencer: string },
) {
  const text = bucket?.settings.get('notification');
  if (text === undefined) return [];
  return parseNotifications(Buffer.from(text))
    .filter((rule) => /^https?:\/\//.test(rule.target) && asksFor(rule, event))
    .map((rule) => ({ url: rule.target, message: eventMessage(event, rule, facts) }));
}

/** A receiver that is down gets three tries; the store never waits for it. */
export async function push(url: string, message: unknown, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]),
      });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      if (signal.aborted) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100 * 4 ** attempt).unref());
  }
}
