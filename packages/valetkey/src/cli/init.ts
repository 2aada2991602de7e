import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { CommandIo } from './CommandIo.ts';
import { createStyle } from './createStyle.ts';
import { defineCommand } from './defineCommand.ts';
import { exitCodes } from './exitCodes.ts';
import { type FileChange, planChanges } from './init/planChanges.ts';
import { showChange } from './init/showChange.ts';

const flags = {
  dir: { value: 'DIR', help: 'folder of the app (default this one)' },
  yes: { short: 'y', help: 'write without asking' },
  'dry-run': { help: 'only show the changes' },
  json: { help: 'print one JSON document' },
} as const;

const nextSteps = `Next: npm install, copy .env.example to .env.local and fill it in, npx valetkey doctor, and put <FileUploads /> of
components/FileUploads on a page. Say in lib/valetkey.ts who is calling, before you deploy.`;

/** The package's own version, two folders above the built command line and the sources alike. */
async function readVersion(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

async function write(root: string, changes: readonly FileChange[], signal: AbortSignal): Promise<void> {
  for (const { path, kind, after } of changes) {
    signal.throwIfAborted();
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    // `wx`: between the plan and now somebody may have made it.
    await writeFile(file, after, { flag: kind === 'create' ? 'wx' : 'w' });
  }
}

async function run(
  io: CommandIo,
  wanted: { dir: string; isYes: boolean; isDryRun: boolean; isJson: boolean },
): Promise<number> {
  const { isYes, isDryRun, isJson } = wanted;
  const root = resolve(io.cwd, wanted.dir);
  const style = createStyle(io);
  const changes = await planChanges(root, await readVersion());
  const due = changes.filter(({ kind }) => kind === 'create' || kind === 'change');
  const document = (isWritten: boolean) => ({
    written: isWritten,
    files: changes.map(({ path, kind }) => ({ path, kind })),
  });
  if (!isJson) for (const change of changes) for (const line of showChange(change, style)) io.print(line);
  if (due.length === 0 || isDryRun) {
    if (isJson) io.print(JSON.stringify(document(false), null, 2));
    else io.print(due.length === 0 ? 'There is nothing to add.' : 'Nothing was written (--dry-run).');
    return exitCodes.ok;
  }
  if (!isYes) {
    const answer = isJson || !io.ask ? null : await io.ask('Write these files? [y/N] ', io.signal);
    if (answer !== true) {
      io.warn(
        answer === null ? 'Nothing was written: run again with --yes to do it.' : 'Nothing was written.',
      );
      return answer === null ? exitCodes.usage : exitCodes.ok;
    }
  }
  await write(root, due, io.signal);
  if (isJson) io.print(JSON.stringify(document(true), null, 2));
  else io.print(`${style.green(`Wrote ${due.length} file${due.length === 1 ? '' : 's'}.`)} ${nextSteps}`);
  return exitCodes.ok;
}

/** `valetkey init`. */
export const runInit = defineCommand({
  name: 'init',
  about: `Adds uploads to an app of Next.js with the App Router: the server's set-up, its routes, a component, a template of the variables and the
dependency. It shows every line before it writes, overwrites no file, and does nothing the second time.`,
  flags,
  examples: ['valetkey init --dry-run', 'valetkey init --yes --dir apps/web'],
  run: (values, io) =>
    run(io, {
      dir: values.dir ?? '.',
      isYes: values.yes,
      isDryRun: values['dry-run'],
      isJson: values.json,
    }),
});
