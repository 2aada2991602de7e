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

/** What a spreadsheet program would take for the start of a formula, or drop to find one behind it. */
const startsFormula = /^[=+\-@\t\r\0]/;

/** One cell after RFC 4180; text that would be a formula gets a quote before it and stays text. */
function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const inert = startsFormula.test(text) ? `'${text}` : text;
  return /["\r\n,]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const toLine = (cells: readonly unknown[]) => `${cells.map(toCell).join(',')}\r\n`;

export const csvHeader = toLine(columns.map(([name]) => name));

export function toCsvLines(events: readonly AuditEvent[]): string {
  return events.map((event) => toLine(columns.map(([, read]) => read(event)))).join('');
}
