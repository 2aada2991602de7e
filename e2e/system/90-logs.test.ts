import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';

/** The last to run: looks at everything the whole run made the system print and keep. */
describe('DL-004: after a full run', () => {
  const secrets = /X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|x-amz-signature=|AWS4-HMAC-SHA256/i;
  const cookies = /session_token=|"?set-cookie"?\s*[:=]/i;

  it('no log holds a signed URL, a credential or a cookie', async () => {
    const { dataDir, logFile, password } = inject('system');
    const files = logFile ? [logFile] : [];
    if (dataDir) {
      const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
      files.push(
        ...entries
          .filter((entry) => entry.isFile() && /\.(log|txt|out|err)$|log\b/.test(entry.name))
          .map((entry) => path.join(entry.parentPath, entry.name))
          .filter((name) => !/\/(pg_wal|pg_xact|blobs?|objects?)\//.test(name)),
      );
    }
    if (!dataDir) return;
    expect(files.some((name) => name.endsWith('portal.log'))).toBe(true);
    for (const name of files) {
      const text = await readFile(name, 'utf8');
      const lines = text.split('\n').filter((line) => secrets.test(line) || cookies.test(line));
      expect(
        lines.map((line) => line.slice(0, 200)),
        name,
      ).toEqual([]);
      // the start prints the demo password once, for the newcomer; nothing else may
      const withPassword = text.split('\n').filter((line) => line.includes(password));
      expect(withPassword.length, name).toBeLessThan(10);
    }
  });
});
