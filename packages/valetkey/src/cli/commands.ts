import type { Command } from './defineCommand.ts';

/** Loaded when called: `valetkey s3` must not wait for what only `setup` needs. */
export const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  init: {
    summary: 'add uploads to an app of Next.js: routes, component, variables',
    load: async () => (await import('./init.ts')).runInit,
  },
  doctor: {
    summary: 'find out whether a store is safe and ready, and mend what can be mended',
    load: async () => (await import('./doctor.ts')).runDoctor,
  },
  setup: {
    summary: 'make the bucket: private, CORS for your app, lifecycle; print policies and templates',
    load: async () => (await import('./setup.ts')).runSetup,
  },
  sweep: {
    summary: 'remove what no record claims, abort stale uploads, compare bucket and records',
    load: async () => (await import('./sweep.ts')).runSweep,
  },
  s3: { summary: 'run the embedded S3 server', load: async () => (await import('./s3.ts')).runS3 },
};

export function usage(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`);
  return [
    'Usage: valetkey <command> [options]',
    '',
    ...lines,
    '',
    'valetkey <command> --help shows its options.',
  ].join('\n');
}
