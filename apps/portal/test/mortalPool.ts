import type { Pool } from 'pg';

/** What of a process is about to be killed. */
export type Life = {
  /** Counted down with each statement and each other step; it dies at the last one. */
  stepsLeft: number;
  /** Just after the step was carried out instead of just before. */
  isAfter: boolean;
  isDead: boolean;
};

/**
 * A process that dies at its n-th step, just before or just after it is carried out: none of its steps gets through any more, and the
 * database finds its connections broken, with what they had begun.
 */
export function createMortal(pool: Pool) {
  const life: Life = { stepsLeft: Number.POSITIVE_INFINITY, isAfter: false, isDead: false };

  async function step<Result>(work: () => Promise<Result>): Promise<Result> {
    if (life.isDead) throw new Error('dead');
    life.stepsLeft -= 1;
    if (life.stepsLeft > 0) return work();
    life.isDead = true;
    if (life.isAfter) await work();
    throw new Error('killed');
  }

  const connect = async () => {
    const client = await step(async () => {
      const connected = await pool.connect();
      // Nobody is left to give it back.
      if (life.isDead) connected.release(true);
      return connected;
    });
    let isReleased = false;
    const release = (isBroken: boolean) => {
      if (!isReleased) client.release(isBroken);
      isReleased = true;
    };
    return new Proxy(client, {
      get(target, name) {
        if (name === 'release') return (error?: unknown) => release(life.isDead || Boolean(error));
        if (name !== 'query') return Reflect.get(target, name, target);
        return async (...args: [string, unknown[]?]) => {
          try {
            return await step(() => target.query(...args));
          } finally {
            if (life.isDead) release(true);
          }
        };
      },
    });
  };

  return {
    life,
    step,
    pool: new Proxy(pool, {
      get(target, name) {
        if (name === 'connect') return connect;
        if (name !== 'query') return Reflect.get(target, name, target);
        return (...args: [string, unknown[]?]) => step(() => target.query(...args));
      },
    }),
    restart(): void {
      life.isDead = false;
      life.stepsLeft = Number.POSITIVE_INFINITY;
    },
  };
}
