import 'server-only';
import type { PoolClient } from 'pg';
import type { PortalConfig } from '@/shared/config/index.server';
import { defaultSettings, mergeSettings, type Settings, settingsShape } from './settings';

/** The settings as they are now, for whoever has a connection: the portal, the worker, or a transaction under way. */
export async function readSettings(
  client: Pick<PoolClient, 'query'>,
  config: Pick<PortalConfig, 'auth' | 'mail'>,
): Promise<Settings> {
  const { rows } = await client.query<{ key: string; value: unknown }>(
    'select key, value from portal.setting',
  );
  return mergeSettings(defaultSettings(config), new Map(rows.map(({ key, value }) => [key, value])));
}

/** How long the audit trail is kept, for a command that has no configuration of the portal. */
export async function readAuditDays(client: Pick<PoolClient, 'query'>): Promise<Settings['auditDays']> {
  const { rows } = await client.query<{ value: unknown }>(
    "select value from portal.setting where key = 'auditDays'",
  );
  return settingsShape.auditDays.catch(null).parse(rows[0]?.value ?? null);
}
