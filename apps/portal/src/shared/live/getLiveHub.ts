import 'server-only';
import { readSessionStandings } from '@/shared/auth/index.server';
import { getConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { beforeShutdown } from '@/shared/shutdown/index.server';
import { createLiveHub, type LiveHub } from './createLiveHub';
import { listenToDatabase } from './listenToDatabase';

const symbol = Symbol.for('valetkey.portal.live');

// Next bundles routes apart from the server around it, each with its own copy of this module; the process has one ear.
const holder = globalThis as { [symbol]?: LiveHub };

export function getLiveHub(): LiveHub {
  if (holder[symbol] !== undefined) return holder[symbol];
  const hub = createLiveHub({
    listen: (onNotice, onLost) =>
      listenToDatabase({
        connectionString: getConfig().database.url,
        onNotice,
        onLost: (error) => {
          getLogger().warn({ err: error }, 'live events: the database is not heard any more');
          onLost();
        },
      }),
    readStandings: (sessionIds) => readSessionStandings(getPool(), sessionIds),
    onError: (error) => getLogger().warn({ err: error }, 'live events: sessions cannot be checked'),
  });
  // Such a connection never ends by itself.
  beforeShutdown(hub.close);
  holder[symbol] = hub;
  return hub;
}
