import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashSources, isStampCurrent, matchesLockfile, writeStamp } from './buildStamp.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'valetkey-stamp-'));
  mkdirSync(join(root, 'src', 'dist'), { recursive: true });
  writeFileSync(join(root, 'src', 'a.ts'), 'a');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('content and names count, times, tests and outputs do not', () => {
  const before = hashSources(root, ['src', 'missing.json']);
  utimesSync(join(root, 'src', 'a.ts'), 1, 1);
  writeFileSync(join(root, 'src', 'a.test.ts'), 'test');
  writeFileSync(join(root, 'src', 'dist', 'a.js'), 'output');
  expect(hashSources(root, ['src', 'missing.json'])).toBe(before);
  writeFileSync(join(root, 'src', 'b.ts'), '');
  const withFile = hashSources(root, ['src', 'missing.json']);
  expect(withFile).not.toBe(before);
  writeFileSync(join(root, 'src', 'b.ts'), 'b');
  expect(hashSources(root, ['src', 'missing.json'])).not.toBe(withFile);
});

test('a stamp counts while what was built is there', () => {
  const stamp = join(root, 'state', 'library.stamp');
  const output = join(root, 'src', 'a.ts');
  expect(isStampCurrent(stamp, 'x', [output])).toBe(false);
  writeStamp(stamp, 'x');
  expect(isStampCurrent(stamp, 'x', [output])).toBe(true);
  expect(isStampCurrent(stamp, 'y', [output])).toBe(false);
  expect(isStampCurrent(stamp, 'x', [output, join(root, 'gone')])).toBe(false);
});

test('an install is current when every package that is not optional has the wanted version', () => {
  const lock = {
    packages: {
      '': { name: 'root' },
      'apps/portal': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    },
  };
  const installed = (packages) => ({ packages });
  expect(matchesLockfile({ lock, installed: null })).toBe(false);
  expect(matchesLockfile({ lock, installed: installed({ 'node_modules/a': { version: '1.0.0' } }) })).toBe(
    true,
  );
  expect(matchesLockfile({ lock, installed: installed({ 'node_modules/a': { version: '1.0.1' } }) })).toBe(
    false,
  );
  expect(matchesLockfile({ lock, installed: installed({}) })).toBe(false);
});
