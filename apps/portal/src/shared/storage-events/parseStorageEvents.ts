/** What a store, or what passes its word on, says. */
export type StorageMessage =
  | { kind: 'arrivals'; arrivals: Arrival[] }
  /** A topic of Amazon SNS asks whether its messages are wanted; visiting the address says yes. */
  | { kind: 'subscription'; confirmUrl: string };

/** An object that is said to have been created. */
export type Arrival = { bucket: string; key: string };

type Fields = Readonly<Record<string, unknown>>;

const maxRecords = 1_000;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

function parseJson(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keys in the `Records` form are encoded as form values by some stores and as they are by others; ours look the same in both. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function toArrival(bucket: unknown, key: unknown): Arrival[] {
  return typeof bucket === 'string' && typeof key === 'string' ? [{ bucket, key: decodeKey(key) }] : [];
}

/** A record of Amazon S3 (event structure 2.x), Ceph or MinIO. */
function readRecord(record: unknown): Arrival[] {
  const { eventName, s3 } = fieldsOf(record);
  // Amazon and Ceph leave `s3:` out, MinIO does not.
  if (typeof eventName !== 'string' || !/^(s3:)?ObjectCreated:/.test(eventName)) return [];
  const { bucket, object } = fieldsOf(s3);
  return toArrival(fieldsOf(bucket).name, fieldsOf(object).key);
}

/** An event of Amazon EventBridge; its keys are not encoded. */
function readEventBridge(body: Fields): Arrival[] {
  if (body.source !== 'aws.s3' || body['detail-type'] !== 'Object Created') return [];
  const { bucket, object } = fieldsOf(body.detail);
  const { name } = fieldsOf(bucket);
  const { key } = fieldsOf(object);
  return typeof name === 'string' && typeof key === 'string' ? [{ bucket: name, key }] : [];
}

/**
 * Reads a notification in the forms of Amazon S3, Ceph and MinIO, of an SNS topic that carries one, and of EventBridge. Events of
 * other kinds are no arrivals. `null`: this is none of them.
 */
export function parseStorageEvents(text: string): StorageMessage | null {
  const body = parseJson(text);
  if (body === null) return null;
  if (body.Type === 'SubscriptionConfirmation')
    return typeof body.SubscribeURL === 'string'
      ? { kind: 'subscription', confirmUrl: body.SubscribeURL }
      : null;
  if (body.Type === 'UnsubscribeConfirmation') return { kind: 'arrivals', arrivals: [] };
  if (body.Type === 'Notification') {
    const carried = typeof body.Message === 'string' ? parseStorageEvents(body.Message) : null;
    return carried?.kind === 'arrivals' ? carried : null;
  }
  if (Array.isArray(body.Records)) {
    if (body.Records.length > maxRecords) return null;
    return { kind: 'arrivals', arrivals: body.Records.flatMap(readRecord) };
  }
  if (typeof body.source === 'string' && 'detail-type' in body)
    return { kind: 'arrivals', arrivals: readEventBridge(body) };
  // What Amazon sends when a notification is configured.
  if (body.Event === 's3:TestEvent') return { kind: 'arrivals', arrivals: [] };
  return null;
}

/** Whether an address is one that Amazon SNS confirms subscriptions at, and so may be visited. */
export function isSnsAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(url.hostname)
  );
}
