import 'server-only';
import type { Pool } from 'pg';
import { PortalError } from '@/shared/api/index.server';
import type { PortalConfig } from '@/shared/config/index.server';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import { readSettings } from './readSettings';
import type { Settings } from './settings';

/** The keys of `patch` that change something, with their values. */
function changesOf(current: Settings, patch: Partial<Settings>) {
  return (Object.keys(patch) as (keyof Settings)[])
    .filter((key) => patch[key] !== undefined && patch[key] !== current[key])
    .map((key) => ({ key, from: current[key], to: patch[key]! }));
}

/** Stores what differs, with one audit event that says from what to what, and answers the settings as they are then. */
export async function changeSettings({
  pool,
  config,
  patch,
  userId,
  requestId,
  clock,
}: {
  pool: Pool;
  config: Pick<PortalConfig, 'auth' | 'mail'>;
  patch: Partial<Settings>;
  userId: string;
  requestId: string;
  clock: () => Date;
}): Promise<Settings> {
  return inTransaction(pool, async (client) => {
    // One change at a time: each tells what it found.
    await client.query("select pg_advisory_xact_lock(hashtextextended('portal.setting', 0))");
    const current = await readSettings(client, config);
    const changes = changesOf(current, patch);
    if (changes.some(({ key, to }) => key === 'isVerifiedEmailRequired' && to === true)) {
      const { rows } = await client.query<{ isVerified: boolean }>(
        'select "emailVerified" as "isVerified" from auth."user" where "id" = $1',
        [userId],
      );
      // Signed out, they could not come back to undo it.
      if (rows[0]?.isVerified !== true)
        throw new PortalError('INVALID_SETTING', 'Confirm your own e-mail address before you require it.');
    }
    if (changes.length === 0) return current;
    const now = clock();
    for (const { key, to } of changes) {
      await client.query(
        `insert into portal.setting (key, value, updated_at, updated_by) values ($1, $2::jsonb, $3, $4)
         on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at,
           updated_by = excluded.updated_by`,
        [key, JSON.stringify(to), now, userId],
      );
    }
    await recordEvents(
      pool,
      [
        {
          at: now,
          actor: { type: 'user', id: userId },
          action: 'settings.changed',
          requestId,
          details: Object.fromEntries(
            changes.flatMap(({ key, from, to }) => [
              [`${key}From`, from],
              [`${key}To`, to],
            ]),
          ),
        },
      ],
      client,
    );
    return { ...current, ...Object.fromEntries(changes.map(({ key, to }) => [key, to])) };
  });
}
