import 'server-only';

type Work = () => Promise<void>;

const symbol = Symbol.for('valetkey.portal.shutdown');

// Next bundles routes apart from the server around it, each with its own copy of this module; the process ends once.
const holder = globalThis as { [symbol]?: Work[] };

/** Has something done when the process was told to stop, while what runs may still finish. */
export function beforeShutdown(work: Work): void {
  holder[symbol] ??= [];
  holder[symbol].push(work);
}

/** Does what was asked for; never rejects, as nothing must keep the process from stopping. */
export async function runBeforeShutdown(onError: (error: unknown) => void): Promise<void> {
  const works = holder[symbol] ?? [];
  await Promise.all(works.map((work) => work().catch(onError)));
}
