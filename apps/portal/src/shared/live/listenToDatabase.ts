import 'server-only';
import { Client } from 'pg';
import { type LiveNotice, liveNotice } from './LiveNotice';

export type ListenOptions = {
  connectionString: string;
  onNotice: (notice: LiveNotice) => void;
  /** The connection is gone, or something on the channel is not ours to understand. */
  onLost: (error: Error) => void;
};

/** Hears what `portal.tell_live` says, on a connection of its own: a listening one must not go back to a pool. */
export async function listenToDatabase({
  connectionString,
  onNotice,
  onLost,
}: ListenOptions): Promise<{ stop: () => Promise<void> }> {
  const client = new Client({
    connectionString,
    application_name: 'valetkey-live',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  let isOver = false;
  const lose = (error: Error) => {
    if (isOver) return;
    isOver = true;
    client.end().catch(() => undefined);
    onLost(error);
  };
  client.on('error', lose);
  client.on('end', () => lose(new Error('The database closed the connection.')));
  client.on('notification', ({ payload = '' }) => {
    try {
      onNotice(liveNotice.parse(JSON.parse(payload)));
    } catch (cause) {
      lose(new Error('A notice on portal_live cannot be read.', { cause }));
    }
  });
  try {
    await client.connect();
    await client.query('listen portal_live');
  } catch (error) {
    isOver = true;
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    async stop() {
      isOver = true;
      await client.end();
    },
  };
}
