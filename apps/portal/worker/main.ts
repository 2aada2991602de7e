import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { deleteExpiredRows, readBeginning, sealAuditEvents } from 'valetkey/postgres';
import { ConfigError, parseConfig, portalVersion } from '@/shared/config/index.server';
import { checkSchema } from '@/shared/db/index.server';
import { rollUpInsight } from '@/shared/insight-figures/index.server';
import { createLogger, redactText } from '@/shared/logging/index.server';
import { createMailer } from '@/shared/mail/index.server';
import { deleteOldNotifications } from '@/shared/notifications/index.server';
import { createProfileStore } from '@/shared/profiles/index.server';
import { readSettings } from '@/shared/settings/index.server';
import { createPortalValetKey } from '@/shared/valetkey/index.server';
import { createWebhookSecrets } from '@/shared/webhooks/index.server';
import { processors as allProcessors } from '../processors/processors';
import { clockProblem, readClockSkew } from './clockSkew';
import { createContainment } from './containment/createContainment';
import { findTool } from './containment/findTool';
import { createComparisonNote } from './createComparisonNote';
import { createSweepNote } from './createSweepNote';
import { createDerivativeMaker } from './derive/createDerivativeMaker';
import { findDerivativeTools } from './derive/findDerivativeTools';
import { createExtractor } from './extract/createExtractor';
import { jobList } from './jobList';
import { keepObjects } from './keepObjects';
import { createExceptionMails } from './notify/createExceptionMails';
import { createMentionMails } from './notify/createMentionMails';
import { createNotifier } from './notify/createNotifier';
import { createOutcomeMails } from './notify/createOutcomeMails';
import { createRequestMails } from './notify/createRequestMails';
import { createWebhookSender } from './notify/createWebhookSender';
import { planReminders } from './notify/planReminders';
import { createHandOff, withReceiver } from './process/createHandOff';
import { createProcessing } from './process/createProcessing';
import { registerProcessors } from './process/registerProcessors';
import { releaseDeadJobs } from './releaseDeadJobs';
import { runJobs } from './runJobs';
import { createClamdScanner } from './scan/createClamdScanner';
import { createScannerReport } from './scan/createScannerReport';
import { findScannerGaps } from './scan/findScannerGaps';
import { sealAuditLog } from './sealAuditLog';
import { sendHeartbeat } from './sendHeartbeat';

/** How long running jobs may take to end after a stop was asked for, in milliseconds. */
const stopMs = 8_000;

/** A message for the operator, without a stack: nothing in here is a programming error. */
function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readConfig() {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) refuse(error.message);
    throw error;
  }
}

const config = readConfig();
const logger = createLogger(config.logLevel, { service: 'worker' });
const clock = () => new Date();
const concurrency = 4;
/** Pictures at a time. Each takes a processor and a gigabyte at most; checks of new files do not wait behind them. */
const picturesAtATime = 2;
/**
 * Messages at a time, mails among them; of webhooks up to four to one receiver, so that three slow ones hold up nobody else. They wait for
 * strangers' machines, and nothing waits behind them.
 */
const messagesAtATime = 16;
const pool = new Pool({
  connectionString: config.database.workerUrl,
  application_name: 'valetkey-worker',
  connectionTimeoutMillis: 10_000,
  // Jobs, the queue's own six listeners, the lock that says we live, the sealer.
  max: concurrency + picturesAtATime + messagesAtATime + 12,
});
// Connections break when the database restarts; each is replaced by the next query, but an unheard error ends the process.
const onLost = (error: Error) => logger.warn({ err: error }, 'database connection lost');
pool.on('error', onLost);
pool.on('connect', (client) => client.on('error', onLost));

const refuseDatabase = (error: Error) =>
  refuse(
    `The worker cannot use the database (DATABASE_WORKER_URL, else DATABASE_URL): ${redactText(error.message)}`,
  );
// One that was started alone may be of another release than the portal that migrated.
const schemaProblem = await checkSchema(pool, new URL('../migrations/', import.meta.url)).catch(
  refuseDatabase,
);
if (schemaProblem !== null) refuse(`The worker is of another release than the database. ${schemaProblem}`);
const skew = clockProblem(await readClockSkew(pool, clock).catch(refuseDatabase));
if (skew !== null) refuse(skew);
const life = await releaseDeadJobs(pool, clock).catch(refuseDatabase);
life.client.on('error', (error) => {
  // Without the lock another worker may take us for dead, and give our jobs away while we are at them.
  logger.error({ err: error }, 'database connection lost, ending');
  process.exit(1);
});
if (life.deadWorkers > 0) logger.warn({ deadWorkers: life.deadWorkers }, 'jobs of dead workers given back');

const profiles = createProfileStore({ pool, maxFileSizeBytes: config.maxFileSizeBytes, clock });
const scanner = config.scanner && createClamdScanner(config.scanner);
const address = config.scanner?.address;
const { valetKey, reader } = createPortalValetKey({
  config,
  pool,
  logger,
  profiles,
  scanner,
  readerOf: (bucketClient) => keepObjects(bucketClient),
  trashDays: async () => (await readSettings(pool, config)).trashDays,
});
const stopping = new AbortController();
const containment = await createContainment();
if (!containment.walls.hasNoNetwork)
  logger.warn(containment.walls, 'this platform does not let files be parsed without a network');
/** A program that reads strangers' files: a bundle beside this one. */
const programPath = (name: string) => fileURLToPath(new URL(`./${name}.cjs`, import.meta.url));
const derivativeTools = findDerivativeTools(programPath('pictureProgram'), process.env.PATH);
const mailer =
  config.mail &&
  createMailer({
    ...config.mail,
    logger,
    clock,
    // For the administrator who looks at the job.
    describeFailure: ({ reason, responseCode, command }) =>
      `The mail server did not take the mail: ${[reason, responseCode, command].filter((fact) => fact !== undefined).join(', ')}`,
  });
const makers = {
  pictures: createDerivativeMaker({ work: 'pictures', containment, tools: derivativeTools }),
  documents: createDerivativeMaker({
    work: 'documents',
    containment: containment.behind,
    tools: derivativeTools,
  }),
  previews: createDerivativeMaker({
    work: 'previews',
    containment: containment.behind,
    tools: derivativeTools,
  }),
};
const processors = withReceiver(allProcessors, config.handOffs);
await registerProcessors(pool, processors, clock()).catch((error: Error) =>
  refuse(`The processors cannot be used: ${redactText(error.message)}`),
);
/** Refuses to start with a receiver that nothing may be sent to. */
function openHandOff() {
  try {
    return createHandOff({
      receivers: config.handOffs,
      send: createWebhookSender(),
      isLoopbackAllowed: config.webhooks.isLoopbackAllowed,
      version: portalVersion,
      clock,
    });
  } catch (error) {
    refuse(`A PROCESSOR_..._URL cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}
const pdfPrograms = {
  pdfinfo: findTool('pdfinfo', process.env.PATH),
  pdftotext: findTool('pdftotext', process.env.PATH),
};
const tools = {
  valetKey,
  clock,
  othersEndedAt: life.othersEndedAt,
  deleteExpiredRows: async (now: Date) => {
    await deleteExpiredRows({ pool, now });
    await deleteOldNotifications(pool, now);
  },
  readBeginning: () => readBeginning(pool),
  noteSweep: createSweepNote(logger),
  noteComparison: createComparisonNote(pool),
  planReminders: (now: Date) => planReminders(pool, now),
  rollUpInsight: (now: Date) => rollUpInsight(pool, now),
  notifier: createNotifier({
    pool,
    send: createWebhookSender(),
    secrets: createWebhookSecrets(config.auth.secret),
    isLoopbackAllowed: config.webhooks.isLoopbackAllowed,
    version: portalVersion,
    clock,
    random: Math.random,
    logger,
  }),
  exceptionMails: createExceptionMails({ pool, mailer, appUrl: config.appUrl, logger }),
  outcomeMails: createOutcomeMails({ pool, mailer, appUrl: config.appUrl, logger }),
  requestMails: createRequestMails({ pool, mailer, appUrl: config.appUrl, clock, logger }),
  mentionMails: createMentionMails({ pool, mailer, appUrl: config.appUrl, logger }),
  makers,
  processing: createProcessing({
    pool,
    processors,
    containment: containment.behind,
    program: programPath('processorProgram'),
    reader,
    valetKey,
    makers: Object.values(makers),
    handOff: openHandOff(),
    clock,
    logger,
  }),
  extractor: createExtractor({
    containment: containment.behind,
    programs: {
      archives: programPath('archiveProgram'),
      tables: programPath('tableProgram'),
      office: programPath('officeProgram'),
      texts: programPath('textProgram'),
      images: programPath('imageProgram'),
      ffprobe: findTool('ffprobe', process.env.PATH),
      ...pdfPrograms,
    },
  }),
};
const queueWorkers: string[] = [];
const onQueueWorker = (name: string) => queueWorkers.push(name);
const {
  derive,
  print,
  transcode,
  extract,
  process: processJob,
  notify,
  outcome,
  exception,
  request,
  reminder,
  mention,
  ...prompt
} = jobList;
const runners = await Promise.all([
  runJobs({ pool, logger, tools, onQueueWorker, concurrency, jobs: prompt }),
  runJobs({ pool, logger, tools, onQueueWorker, concurrency: picturesAtATime, jobs: { derive } }),
  runJobs({ pool, logger, tools, onQueueWorker, concurrency: 1, jobs: { print } }),
  runJobs({ pool, logger, tools, onQueueWorker, concurrency: 1, jobs: { transcode } }),
  runJobs({ pool, logger, tools, onQueueWorker, concurrency: 1, jobs: { extract } }),
  runJobs({ pool, logger, tools, onQueueWorker, concurrency: 1, jobs: { process: processJob } }),
  runJobs({
    pool,
    logger,
    tools,
    onQueueWorker,
    concurrency: messagesAtATime,
    jobs: { notify, outcome, exception, request, reminder, mention },
  }),
]);
const sealing = sealAuditLog({
  seal: (signal) => sealAuditEvents(pool, { signal }),
  logger,
  signal: stopping.signal,
});

const beating = sendHeartbeat({
  pool,
  version: portalVersion,
  clock,
  logger,
  signal: stopping.signal,
  queueWorkers,
  onClockProblem: (problem) => {
    logger.fatal({ problem }, 'clock cannot be trusted, ending');
    process.exit(1);
  },
  scannerReport:
    scanner !== null && address !== undefined
      ? createScannerReport(scanner, () => findScannerGaps(address), clock)
      : null,
  abilities: {
    containment: containment.walls,
    tools: {
      hasPdfPages: derivativeTools.pdftoppm !== null,
      hasPdfText: pdfPrograms.pdfinfo !== null && pdfPrograms.pdftotext !== null,
      hasMedia: derivativeTools.media !== null,
      hasHeic: derivativeTools.heifConvert !== null,
      hasOffice: derivativeTools.office !== null,
    },
  },
});

async function stop(reason: string): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  logger.info({ reason }, 'stopping');
  setTimeout(() => process.exit(1), stopMs).unref();
  await Promise.all(runners.map((runner) => runner.stop()));
  await Promise.all([sealing, beating]);
  mailer?.close();
  life.client.release();
  await pool.end();
  process.exitCode = 0;
  process.channel?.unref();
}

for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => void stop(name));
for (const { promise } of runners)
  promise.catch((error: Error) => {
    logger.fatal({ err: error }, 'queue ended');
    process.exit(1);
  });
logger.info('ready');
process.send?.('ready');
