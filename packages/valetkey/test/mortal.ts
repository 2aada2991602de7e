/** Methods of ports that are iterated; they change nothing. */
export const isIterated = (name: string | symbol) =>
  ['listObjects', 'listMultipartUploads', 'listStored'].includes(String(name));

/** What of a process is about to be killed. */
export type Life = {
  /** Counted down with each call of a port; it dies at the last one. */
  callsLeft: number;
  /** Just after the call was carried out instead of just before. */
  isAfter: boolean;
  isDead: boolean;
};

/**
 * A process that dies at its n-th call of a port, just before or just after the call is carried out. From then on none of its
 * calls gets through, until it is started again.
 */
export function createLife() {
  const life: Life = { callsLeft: Number.POSITIVE_INFINITY, isAfter: false, isDead: false };

  async function die(work: () => Promise<unknown>): Promise<unknown> {
    if (life.isDead) throw new Error('dead');
    if (--life.callsLeft > 0) return work();
    life.isDead = true;
    if (life.isAfter) await work();
    throw new Error('killed');
  }

  return {
    life,
    mortal<P extends object>(port: P): P {
      return new Proxy(port, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name, target);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]) => {
            // Walked through, not awaited.
            if (isIterated(name)) return Reflect.apply(member, target, args);
            return die(() => Reflect.apply(member, target, args));
          };
        },
      });
    },
    restart(): void {
      life.isDead = false;
      life.callsLeft = Number.POSITIVE_INFINITY;
    },
  };
}
