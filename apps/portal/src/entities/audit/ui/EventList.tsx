import type { AuditEvent } from '../model/AuditEvent';
import { EventRow } from './EventRow';

export function EventList({ events }: { events: readonly AuditEvent[] }) {
  return (
    <ol className="divide-y divide-line">
      {events.map((event) => (
        <EventRow key={event.id} event={event} />
      ))}
    </ol>
  );
}
