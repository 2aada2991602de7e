import { ValetKeyError } from 'valetkey/protocol';
import { hasPermission, type Role } from '../auth/permissions';
import type { SessionStanding } from '../auth/readSessionStandings';
import { createLiveSubscription, type LiveSubscription } from './createLiveSubscription';
import type { LiveNotice } from './LiveNotice';

export type LiveViewer = {
  userId: string;
  sessionId: string;
  role: Role;
  /** A reviewer who sees some profiles only: what happens is not said by id, since most of it is not theirs. @default false */
  isScoped?: boolean;
};

export type LiveHubOptions = {
  /** Begins to listen; `onLost` is called once when that is over without having been asked for. */
  listen: (
    onNotice: (notice: LiveNotice) => void,
    onLost: () => void,
  ) => Promise<{ stop: () => Promise<void> }>;
  /** Who is behind the sessions that still hold. */
  readStandings: (sessionIds: readonly string[]) => Promise<ReadonlyMap<string, SessionStanding>>;
  onError: (error: unknown) => void;
  /** Connections of one account to this process. @default 8 */
  maxPerAccount?: number;
  /** Connections of all accounts to this process. @default 2_000 */
  maxInAll?: number;
  /** Between two looks at the sessions, in milliseconds. @default 3_000 */
  checkMs?: number;
  /** @default 250 */
  gatherMs?: number;
  /** @default 1_000 */
  pauseMs?: number;
  /** @default 20_000 */
  heartbeatMs?: number;
  /** Milliseconds of a clock that only goes forward. @default performance.now */
  now?: () => number;
};

export type LiveHub = {
  /**
   * Tells the viewer from now on of what they may see, until their session, their role or the listening ends.
   *
   * @throws {ValetKeyError} `RATE_LIMITED` when there are too many already
   */
  subscribe: (viewer: LiveViewer) => Promise<LiveSubscription>;
  /** Ends every connection, and takes no new one. */
  close: () => Promise<void>;
};

/** So that a page whose session ended does not come back only to hear so. */
const signedOut = 'event: signed-out\ndata: {}\n\n';

/** Seconds after which it is worth trying again. */
const retryAfterSeconds = 60;

/**
 * The process's one ear at the database, and everybody who is told what it hears. When the ear is lost, so are all connections: whoever
 * comes back asks anew for what they missed, so that nothing has to be remembered for them.
 */
export function createLiveHub(options: LiveHubOptions): LiveHub {
  const { listen, readStandings, onError } = options;
  const { maxPerAccount = 8, maxInAll = 2_000, checkMs = 3_000 } = options;
  const {
    gatherMs = 250,
    pauseMs = 1_000,
    heartbeatMs = 20_000,
    now = performance.now.bind(performance),
  } = options;
  const members = new Map<LiveSubscription, LiveViewer>();
  let ear: Promise<{ stop: () => Promise<void> }> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  function tell({ kind, ownerId, actorId, ids }: LiveNotice): void {
    for (const [subscription, { userId, role, isScoped = false }] of members) {
      const isForThem =
        (kind !== 'review' && userId === ownerId) ||
        (kind !== 'notification' && hasPermission(role, 'review.read'));
      // Nobody is told what the team says about their own file, a reviewer neither.
      const isBehindTheirBack = kind === 'review' && userId === ownerId;
      if (isForThem && !isBehindTheirBack)
        subscription.add({
          kind,
          ids: isScoped && userId !== ownerId ? null : ids,
          isOwn: actorId === userId,
        });
    }
  }

  function endAll(): void {
    for (const subscription of [...members.keys()]) subscription.end();
  }

  function hear(): Promise<unknown> {
    ear ??= listen(tell, () => {
      ear = null;
      endAll();
    }).catch((error: unknown) => {
      ear = null;
      throw error;
    });
    return ear;
  }

  async function check(): Promise<void> {
    const before = [...members];
    const standings = await readStandings([...new Set(before.map(([, { sessionId }]) => sessionId))]);
    for (const [subscription, { sessionId, role, isScoped = false }] of before) {
      const now = standings.get(sessionId);
      if (now === undefined) subscription.end(signedOut);
      else if (now.role !== role || now.isScoped !== isScoped) subscription.end();
    }
  }

  function planCheck(): void {
    if (timer !== undefined || members.size === 0) return;
    timer = setTimeout(() => {
      check()
        // Who may still listen is not known: nobody does.
        .catch((error: unknown) => {
          onError(error);
          endAll();
        })
        .finally(() => {
          timer = undefined;
          planCheck();
        });
    }, checkMs);
  }

  function refuseTooMany({ userId }: LiveViewer): void {
    const own = [...members.values()].filter((member) => member.userId === userId).length;
    if (own >= maxPerAccount || members.size >= maxInAll || isClosed)
      throw new ValetKeyError('RATE_LIMITED', `Too many live connections; try again in a minute.`, {
        retryAfterSeconds,
      });
  }

  return {
    async subscribe(viewer) {
      refuseTooMany(viewer);
      const gathering = createLiveSubscription({ gatherMs, pauseMs, heartbeatMs, now });
      const subscription: LiveSubscription = {
        ...gathering,
        end(farewell) {
          members.delete(subscription);
          gathering.end(farewell);
        },
      };
      // Counted before anything is waited for, so that many at once are counted too.
      members.set(subscription, viewer);
      try {
        await hear();
      } catch (error) {
        subscription.end();
        throw error;
      }
      planCheck();
      return subscription;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      endAll();
      const open = ear;
      ear = null;
      await (await open?.catch(() => undefined))?.stop();
    },
  };
}
