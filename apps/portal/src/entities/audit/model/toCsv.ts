import { toCsvLine } from '@/shared/lib';
import type { AuditEvent } from './AuditEvent';

const columns: readonly (readonly [string, (event: AuditEvent) => unknown])[] = [
  ['id', (event) => event.id],
  ['at', (event) => event.at],
  ['actorType', (event) => event.actor.type],
  ['actor', (event) => event.actor.id],
  ['actorName', (event) => event.actor.name],
  ['actorEmail', (event) => event.actor.email],
  ['action', (event) => event.action],
  ['file', (event) => event.file],
  ['fileName', (event) => event.fileName],
  ['version', (event) => event.version],
  ['purpose', (event) => event.purpose],
  ['reason', (event) => event.reason],
  ['details', (event) => event.details && JSON.stringify(event.details)],
  ['requestId', (event) => event.requestId],
  ['hash', (event) => event.hash],
  ['sealed', (event) => event.sealed],
];

export const csvHeader = toCsvLine(columns.map(([name]) => name));

export function toCsvLines(events: readonly AuditEvent[]): string {
  return events.map((event) => toCsvLine(columns.map(([, read]) => read(event)))).join('');
}
