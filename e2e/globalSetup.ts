import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { ApiClient } from './ApiClient.ts';
import { startScanner } from './startScanner.ts';
import { startStore } from './startStore.ts';
import { freePort, type Person, people, runningSystem, type System, startSystem } from './startSystem.ts';

declare module 'vitest' {
  interface ProvidedContext {
    system: System;
    /** One session per demo account, made once: signing in is rate limited, and shared. */
    sessions: Record<Person, [name: string, value: string][]>;
  }
}

/** On a fast machine the tests of one account hand over more in a minute than a person does. */
const patience = { RATE_LIMIT_HANDSHAKE_ACCOUNT: '360', RATE_LIMIT_HANDSHAKE_ADDRESS: '1800' };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = runningSystem();
  const store = running ? null : await startStore();
  const scanner = running ? null : await startScanner();
  // tests that look at the store themselves find a real one where the portal finds it
  Object.assign(process.env, store?.env);
  const started = running
    ? null
    : await startSystem({
        ...patience,
        STORAGE_EVENTS_SECRET: randomBytes(24).toString('hex'),
        ...store?.env,
        ...scanner?.env,
        WEBHOOK_ALLOW_LOOPBACK: '1',
        PROCESSOR_WORD_COUNTS_URL: `http://127.0.0.1:${await freePort()}/hook`,
        PROCESSOR_WORD_COUNTS_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
      }).catch(async (error: unknown) => {
        await scanner?.stop();
        await store?.stop();
        throw error;
      });
  const system = running ?? started;
  if (!system) throw new Error('unreachable: either running or started');
  const sessions: Partial<Record<Person, [string, string][]>> = {};
  for (const [person, email] of Object.entries(people) as [Person, string][]) {
    const client = new ApiClient(system.url);
    const reply = await client.signIn(email, system.password);
    if (reply.status !== 200) {
      await started?.stop();
      await scanner?.stop();
      await store?.stop();
      throw new Error(`${person} cannot sign in: ${reply.status} ${reply.text}`);
    }
    sessions[person] = [...client.cookies];
  }
  const { url, password, dataDir, logFile, eventsSecret, handOff, pid } = system;
  project.provide('system', { url, password, dataDir, logFile, eventsSecret, handOff, pid });
  project.provide('sessions', sessions as Record<Person, [string, string][]>);
  return async () => {
    await started?.stop();
    await scanner?.stop();
    await store?.stop();
  };
}
