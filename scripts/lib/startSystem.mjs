// Everything that `npm start` brings up, in order, and takes down in the opposite order.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endLeftovers, loadPorts, loadSecrets, openDataDirectory, recordInstance } from './dataDirectory.mjs';
import { checkExternalDatabase } from './externalDatabase.mjs';
import { checkExternalStore } from './externalStore.mjs';
import { answersHttp, startNodeProcess } from './nodeProcess.mjs';
import { portProblem } from './ports.mjs';
import { liveInstances, prepareWorkspace } from './prepareWorkspace.mjs';
import { runCommand } from './runCommand.mjs';
import { StartError, saysDiskFull } from './startError.mjs';
import { supervise } from './supervise.mjs';
import { writeFileAtomically } from './writeFileAtomically.mjs';

const BUCKET = 'valetkey';
const REGION = 'us-east-1';

/**
 * @param {{ root: string, environment: Record<string, string>, settings: ReturnType<typeof import('./environment.mjs').resolveSettings>,
 *   progress: ReturnType<typeof import('./progress.mjs').createProgress>, signal: AbortSignal }} options
 */
export async function startSystem({ root, environment, settings, progress, signal }) {
  // A worker alone is reached by nobody.
  const url = settings.isWorkerOnly ? null : settings.localUrl;
  const directory = openDataDirectory(settings.dataDirectory, { url });
  const running = [];
  const stop = async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  // Released last: until then everything of ours may still be at work in the folder.
  running.push({ name: 'data folder', stop: async () => directory.release() });
  try {
    const leftovers = await progress.step('Ending what an earlier start left running', () =>
      endLeftovers(directory.path),
    );
    if (leftovers.length > 0) progress.note(`Ended ${leftovers.join(', ')} of an earlier start.`);
    if (!settings.isWorkerOnly) await requireFreePort(settings.port, root);
    const workspace = await prepareWorkspace({
      root,
      progress,
      signal,
      instance: { dataDirectory: directory.path, url },
    });
    running.push({ name: 'build', stop: async () => workspace.leave() });
    if (settings.store !== null) await checkExternalStore(environment);
    const system = await startParts({
      root,
      environment,
      settings,
      progress,
      signal,
      directory,
      running,
      url,
    });
    return { ...system, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function requireFreePort(port, root) {
  const problem = await portProblem(port);
  if (problem === null) return;
  if (problem === 'EACCES') {
    throw new StartError(`PORT: this user may not listen on port ${port}. Choose one above 1023.`);
  }
  const other = liveInstances(root).find((instance) => instance.url === `http://localhost:${port}`);
  const holder = other
    ? `another instance (process ${other.pid}, data in ${other.dataDirectory})`
    : 'another program';
  throw new StartError(
    `PORT: port ${port} is taken by ${holder}. Stop it, or choose another: PORT=${port + 1} npm start`,
  );
}

async function startParts({ root, environment, settings, progress, signal, directory, running, url }) {
  const isEmbeddedDatabase = settings.database === null;
  const isEmbeddedStore = settings.store === null;
  const secrets = loadSecrets(directory.path);
  const names = [...(isEmbeddedDatabase ? ['postgres'] : []), ...(isEmbeddedStore ? ['s3'] : [])];
  const { ports, moved } = await loadPorts(directory.path, names, [settings.port]);
  for (const { name, from, to } of moved)
    progress.note(`Port ${from} of ${name} is taken: it moves to ${to}.`);

  const pids = {};
  const context = { root, directory, progress, signal, running, secrets, ports };
  context.supervisePart = async (name, start) => {
    const part = await supervise({
      name,
      start: (stopping) => start(AbortSignal.any([signal, stopping])),
      report: (line) => progress.note(line),
      onPid: (pid) => {
        pids[name] = pid;
        recordInstance(directory.path, { url, parts: pids });
      },
    });
    running.push(part);
  };
  context.onSpawn = (name) => (pid) => {
    pids[name] = pid;
    recordInstance(directory.path, { url, parts: pids });
  };

  const database = isEmbeddedDatabase
    ? await startDatabase(context)
    : await progress.step('Reaching the database', () => useExternalDatabase(settings.database, environment));
  const store = isEmbeddedStore ? await startStore(context, settings) : {};
  const demoPassword = settings.demoPassword ?? secrets.demoPassword;
  const common = {
    ...environment,
    ...store,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(settings.port),
    APP_URL: settings.appUrl,
    AUTH_SECRET: settings.authSecret ?? secrets.authSecret,
    VALETKEY_DATA_DIR: directory.path,
    VALETKEY_EMBEDDED: [isEmbeddedDatabase && 'database', isEmbeddedStore && 'store']
      .filter(Boolean)
      .join(','),
  };
  // A running process gets the login it needs and no other: the owner's stays with the migration.
  for (const name of ['DATABASE_MIGRATION_URL', 'DATABASE_WORKER_URL', 'VALETKEY_DEMO_PASSWORD'])
    delete common[name];

  // One of several: the portal's start migrates, and the worker refuses a database that is not of its release.
  if (!settings.isWorkerOnly) await migrateWith(database, { root, signal, progress, common, demoPassword });
  await progress.step('Starting the worker', () =>
    startWorker(context, { ...common, DATABASE_URL: database.worker, DATABASE_WORKER_URL: database.worker }),
  );
  if (settings.isWorkerOnly) return { demoPassword: null };
  await progress.step('Starting the portal', () =>
    startPortal(context, settings, { ...common, DATABASE_URL: database.app }),
  );
  await progress.step('Checking health', () => waitForHealth(settings.localUrl, signal));
  return { demoPassword: isEmbeddedDatabase ? demoPassword : null };
}

async function migrateWith(database, { root, signal, progress, common, demoPassword }) {
  const isEmbeddedDatabase = common.VALETKEY_EMBEDDED.includes('database');
  const warnings = await progress.step('Migrating the database', () =>
    migrate({
      root,
      signal,
      isDemo: isEmbeddedDatabase,
      env: {
        ...common,
        DATABASE_URL: database.app,
        DATABASE_WORKER_URL: database.worker,
        DATABASE_MIGRATION_URL: database.owner,
        ...(isEmbeddedDatabase && { VALETKEY_DEMO_PASSWORD: demoPassword }),
      },
    }),
  );
  for (const warning of warnings) progress.note(warning);
}

async function startDatabase({ directory, progress, secrets, ports, supervisePart }) {
  const { startEmbeddedPostgres } = await import('./embeddedPostgres.mjs');
  const options = {
    directory: join(directory.path, 'postgres'),
    port: ports.postgres,
    passwords: {
      owner: secrets.databaseOwnerPassword,
      app: secrets.databaseAppPassword,
      worker: secrets.databaseWorkerPassword,
    },
    logFile: join(directory.path, 'logs', 'postgres.log'),
  };
  let urls;
  await progress.step('Starting PostgreSQL', () =>
    supervisePart('postgres', async (signal) => {
      const server = await retryWhileBusy(() => startEmbeddedPostgres({ ...options, signal }), signal);
      if (server.stale === 'stopped') progress.note('Ended the database server of an earlier start.');
      urls = server.urls;
      return server;
    }),
  );
  return urls;
}

/** After kill -9 of the server, its sessions need a moment before the cluster is free again. */
async function retryWhileBusy(start, signal) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (!error.isRetryable || attempt >= 50 || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function useExternalDatabase(database, environment) {
  await checkExternalDatabase({ name: 'DATABASE_URL', connectionString: database.app });
  for (const [name, url] of [
    ['DATABASE_MIGRATION_URL', database.owner],
    ['DATABASE_WORKER_URL', database.worker],
  ]) {
    if (environment[name] !== undefined) await checkExternalDatabase({ name, connectionString: url });
  }
  return database;
}

async function startStore(context, settings) {
  const { root, directory, progress, secrets, ports, signal, supervisePart, onSpawn } = context;
  const endpoint = `http://127.0.0.1:${ports.s3}`;
  const variables = {
    S3_ENDPOINT: endpoint,
    S3_PUBLIC_ENDPOINT: endpoint,
    S3_REGION: REGION,
    S3_BUCKET_NAME: BUCKET,
    S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
    S3_FORCE_PATH_STYLE: '1',
  };
  const folder = join(directory.path, 's3');
  const isNew = !existsSync(folder);
  // The keys travel in the environment: arguments are shown to every user of the machine.
  const env = { PATH: process.env.PATH ?? '', ...variables };
  const entry = join(root, 'packages/valetkey/dist/cli/main.js');
  await progress.step('Starting the S3 store', () =>
    supervisePart('s3', (stopping) =>
      startNodeProcess({
        name: 'S3 store',
        entry,
        args: ['s3', '--dir', folder, '--port', String(ports.s3), '--host', '127.0.0.1', '--bucket', BUCKET],
        env,
        cwd: directory.path,
        logFile: join(directory.path, 'logs', 's3.log'),
        isReady: (attempt) => answersHttp(`${endpoint}/`, attempt),
        signal: stopping,
        onSpawn: onSpawn('s3'),
      }),
    ),
  );
  const noteFile = join(directory.path, 'store.json');
  const note = {
    endpoint,
    publicEndpoint: endpoint,
    region: REGION,
    bucket: BUCKET,
    accessKeyId: secrets.s3AccessKeyId,
    secretAccessKey: secrets.s3SecretAccessKey,
    appUrl: settings.appUrl,
  };
  const known = existsSync(noteFile) ? JSON.parse(readFileSync(noteFile, 'utf8')) : null;
  if (isNew || known?.appUrl !== settings.appUrl) {
    // As an operator does it for a store of their own; here APP_URL is what changes.
    const { code, output } = await progress.step('Setting up the bucket', () =>
      runCommand(process.execPath, [entry, 'setup', '--yes'], {
        cwd: directory.path,
        env: { ...env, APP_URL: settings.appUrl },
        signal,
      }),
    );
    if (code !== 0) throw new StartError(`The bucket could not be set up:\n${lastLines(output)}`);
  }
  writeFileAtomically(noteFile, `${JSON.stringify(note, null, 2)}\n`);
  return variables;
}

function lastLines(output) {
  return output.trim().split('\n').slice(-15).join('\n');
}

async function migrate({ root, env, signal, isDemo }) {
  const { code, output } = await runCommand(
    process.execPath,
    [join(root, 'apps/portal/dist/migrate.js'), ...(isDemo ? ['--demo'] : [])],
    { cwd: root, env, signal },
  );
  if (code === 0) return output.split('\n').filter((line) => line.startsWith('warning: '));
  if (saysDiskFull(output)) throw new StartError('The disk is full: the database could not be migrated.');
  throw new StartError(
    `The database could not be migrated:\n${output.trim().split('\n').slice(-15).join('\n')}`,
  );
}

async function startPortal({ root, directory, supervisePart, onSpawn }, settings, env) {
  await supervisePart('portal', (signal) =>
    startNodeProcess({
      name: 'portal',
      entry: join(root, 'apps/portal/dist/server.js'),
      env,
      cwd: join(root, 'apps/portal'),
      logFile: join(directory.path, 'logs', 'portal.log'),
      // Any answer will do here: health also depends on parts that start later or are being restarted.
      isReady: (attempt) => answersHttp(`${settings.localUrl}/api/health`, attempt),
      signal,
      onSpawn: onSpawn('portal'),
    }),
  );
}

async function startWorker({ root, directory, supervisePart, onSpawn }, env) {
  await supervisePart('worker', (signal) => {
    let isReady = false;
    const starting = startNodeProcess({
      name: 'worker',
      entry: join(root, 'apps/portal/dist/worker.js'),
      env,
      cwd: join(root, 'apps/portal'),
      logFile: join(directory.path, 'logs', 'worker.log'),
      isReady: async () => isReady,
      signal,
      onSpawn: onSpawn('worker'),
      onMessage: (message) => {
        if (message === 'ready') isReady = true;
      },
    });
    return starting;
  });
}

async function waitForHealth(url, signal) {
  const deadline = Date.now() + 60_000;
  let last = 'no answer';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${url}/api/health`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
      });
      const body = await response.text();
      if (response.status === 200) return;
      last = `${response.status} ${body.slice(0, 500)}`;
    } catch (error) {
      last = error.cause?.code ?? error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new StartError(`The portal does not become healthy. ${url}/api/health says: ${last}`);
}
