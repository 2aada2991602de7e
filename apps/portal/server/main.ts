import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { ConfigError, type PortalConfig, parseConfig, storeOrigins } from '@/shared/config/index.server';
import { createLogger } from '@/shared/logging/index.server';
import { runBeforeShutdown } from '@/shared/shutdown/index.server';
import { createPortalServer } from './createPortalServer';
import { createStaticFiles } from './createStaticFiles';
import { countTraffic, trafficSymbol } from './traffic';

/** How long running requests may finish after a stop signal, in milliseconds. */
const shutdownGraceMs = 3_000;

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readConfig(): PortalConfig {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) stop(error.message);
    throw error;
  }
}

/** Why the port could not be opened, in words that say what to do. */
function listenFailure(error: NodeJS.ErrnoException, { host, port }: PortalConfig): string {
  if (error.code === 'EADDRINUSE')
    return `PORT: ${port} on ${host} is already in use. Stop the other process or choose another PORT.`;
  if (error.code === 'EACCES') return `PORT: this user may not open port ${port}. Choose one above 1023.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return `HOST: ${host} is not an address of this machine.`;
  return `The portal could not listen on ${host}:${port}: ${error.message}`;
}

/** Loads the routes and tries the store before the first user does; says what is wrong while the operator is still looking. */
function warmUp(port: number, host: string, logger: Logger): void {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  fetch(`http://${address}:${port}/api/health`)
    .then(async (response) => {
      if (!response.ok) logger.error({ health: await response.json() }, 'portal is not healthy');
    })
    .catch((error: unknown) => logger.warn({ err: error }, 'portal could not ask itself for its health'));
}

async function main(): Promise<void> {
  const config = readConfig();
  Object.assign(process.env, {
    NODE_ENV: process.env.NODE_ENV ?? 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
  const logger = createLogger(config.logLevel);
  const { default: next } = await import('next');
  const directory = fileURLToPath(new URL('..', import.meta.url));
  const app = next({ dev: false, dir: directory, quiet: true });
  const staticFiles = createStaticFiles(directory);

  let handle: ReturnType<typeof app.getRequestHandler> | undefined;
  const server = createPortalServer({
    // Listening starts before Next is ready, so that a taken port is known at once.
    handle: async (request, response) => {
      if (staticFiles(request, response)) return;
      await ready;
      await handle!(request, response);
    },
    storeOrigins: storeOrigins(config.store),
    isHttps: config.isHttps,
    trustProxyHops: config.trustProxyHops,
    logger,
  });
  const readTraffic = countTraffic(server);
  Object.assign(globalThis, { [trafficSymbol]: readTraffic });

  server.once('error', (error: NodeJS.ErrnoException) => stop(listenFailure(error, config)));
  const ready = app.prepare().then(() => {
    handle = app.getRequestHandler();
  });
  ready.catch((error: unknown) => {
    logger.fatal({ err: error }, 'Next did not start');
    process.exit(1);
  });
  await new Promise<void>((resolve) => server.listen(config.port, config.host, resolve));
  await ready;
  const { port } = server.address() as AddressInfo;
  logger.info({ host: config.host, port, appUrl: config.appUrl }, 'portal is listening');

  warmUp(port, config.host, logger);

  let isStopping = false;
  const shutDown = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'portal is stopping');
    const deadline = setTimeout(() => server.closeAllConnections(), shutdownGraceMs);
    server.close(() => {
      clearTimeout(deadline);
      process.exit(0);
    });
    void runBeforeShutdown((error) => logger.warn({ err: error }, 'something did not stop'));
    // A connection whose answer just ended is idle, and would be kept for the next request.
    setInterval(() => server.closeIdleConnections(), 50);
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
}

main().catch((error: unknown) =>
  stop(error instanceof Error ? (error.stack ?? error.message) : String(error)),
);
