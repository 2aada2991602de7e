import { spawn } from 'node:child_process';

/**
 * Runs a program to its end and keeps the last of what it said.
 * @param {string} command @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, keepCharacters?: number, input?: string,
 *   runAs?: { uid: number, gid: number } | null, detached?: boolean }} options
 *   `detached`: out of reach of the terminal's Ctrl-C, for what must not be cut short
 * @returns {Promise<{ code: number, output: string }>} `code` is 1 for a program that a signal ended; one that `signal`
 *   ended, or that could not be run, rejects with what it had said as `output` of the error
 */
export function runCommand(
  command,
  args,
  { cwd, env = process.env, signal, keepCharacters = 20_000, input, runAs, detached = false },
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGTERM',
      detached,
      ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
    });
    let output = '';
    const keep = (text) => {
      output = (output + text).slice(-keepCharacters);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.once('error', (error) => reject(Object.assign(error, { output })));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** npm as it was called, or the one on PATH. */
export function npmCommand(environment = process.env) {
  const path = environment.npm_execpath;
  return path && /npm-cli\.[cm]?js$/.test(path)
    ? { command: process.execPath, args: [path] }
    : { command: 'npm', args: [] };
}
