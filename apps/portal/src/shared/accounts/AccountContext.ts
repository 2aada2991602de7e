import type { Pool } from 'pg';
import type { Actor } from 'valetkey/server';

/** What every change of an account needs: the database, the time, and who did it in which request. */
export type AccountContext = { pool: Pool; clock: () => Date; actor: Actor; requestId: string };
