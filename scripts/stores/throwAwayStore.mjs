import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * @typedef {object} ThrowAwayStore A real S3 store on loopback, from the distribution's packages, that keeps nothing.
 * @property {string} name with its version
 * @property {string} endpoint
 * @property {string} region
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {{ accessKeyId: string, secretAccessKey: string }} [writer] keys that may write and not read, where it has them
 * @property {() => Promise<void>} stop ends its processes and deletes its data
 */

/** Debian packages of a list that are not installed; all of them where there is no dpkg. @param {readonly string[]} names */
export function missingPackages(names) {
  return names.filter((name) => {
    try {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of dpkg
      const status = execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return status.toString() !== 'installed';
    } catch {
      return true;
    }
  });
}

/** What to type to have them. @param {readonly string[]} names */
export const installCommand = (names) => `apt-get install --no-install-recommends ${names.join(' ')}`;

/**
 * @param {string} name
 * @param {{ hasRevision?: boolean }} [options] `hasRevision`: with Debian's own part, which names its security updates
 * @returns {string}
 */
export function packageVersion(name, { hasRevision = false } = {}) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of dpkg
  const version = execFileSync('dpkg-query', ['-W', '-f', '${Version}', name]).toString();
  const whole = version.replace(/^\d+:/, '');
  return hasRevision ? whole : whole.replace(/[+-].*$/, '');
}

/** As many free ports of loopback as asked for. @param {number} count @returns {Promise<number[]>} */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * A folder and the processes that live in it.
 *
 * @param {string} name
 */
export function createNest(name) {
  const dir = mkdtempSync(join(tmpdir(), `valetkey-${name}-`));
  /** @type {{ name: string, child: import('node:child_process').ChildProcess }[]} */
  const running = [];
  const logOf = (process) => join(dir, `${process}.out`);
  const tail = (process) => {
    try {
      return readFileSync(logOf(process), 'utf8').slice(-2000);
    } catch {
      return '';
    }
  };
  return {
    dir,
    /** Runs a command to its end; its output only when it fails. */
    run(command, args, { timeoutSeconds = 120 } = {}) {
      try {
        return execFileSync(command, args, {
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: timeoutSeconds * 1000,
        }).toString();
      } catch (error) {
        throw new Error(`${command} ${args.slice(0, 3).join(' ')} failed: ${error.stderr ?? error.message}`);
      }
    },
    start(process, command, args) {
      const log = openSync(logOf(process), 'a');
      const child = spawn(command, args, { stdio: ['ignore', log, log] });
      closeSync(log);
      running.push({ name: process, child });
    },
    /** Asks again and again until `check` is true or a process of the nest died. */
    async until(what, check, seconds = 120) {
      const end = Date.now() + seconds * 1000;
      while (!(await check())) {
        const dead = running.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
        if (dead) throw new Error(`${dead.name} ended: ${tail(dead.name)}`);
        if (Date.now() > end) throw new Error(`${what}: no answer in ${seconds} s.`);
        await wait(100);
      }
    },
    async stop() {
      // Nothing is kept, so there is no state that is worth a slow end.
      await Promise.all(
        running.map(
          ({ child }) =>
            new Promise((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined);
              child.once('exit', resolve);
              child.kill('SIGKILL');
            }),
        ),
      );
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Whether an HTTP server answers there, whatever it says. @param {string} url */
export async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
