import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRig, startCliRig } from '../../test/cli/startCliRig.ts';
import { runDoctor } from './doctor.ts';

let rig: CliRig;
beforeAll(async () => {
  rig = await startCliRig();
});
afterAll(() => rig.close());

describe('what a command prints', () => {
  it('has colour on a terminal only, and never against NO_COLOR or on a dumb terminal', async () => {
    const coloured = async (io: { isTerminal?: boolean; env?: Record<string, string> }) =>
      (await rig.run(runDoctor, [], { ...io, env: { ...rig.env, ...io.env } })).out.includes('\u001b[');
    expect(await coloured({ isTerminal: true })).toBe(true);
    expect(await coloured({})).toBe(false);
    expect(await coloured({ isTerminal: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await coloured({ isTerminal: true, env: { TERM: 'dumb' } })).toBe(false);
  });

  it('is one JSON document with --json, whatever the outcome', async () => {
    const lost = await rig.run(runDoctor, ['--json']);
    expect(lost.code).toBe(1);
    expect(JSON.parse(lost.out)).toMatchObject({ ok: false, counts: { error: 1 } });
    // On a slow machine there is progress, and nothing else.
    expect(lost.err.split('\n').filter((line) => !line.endsWith(' ...') && line !== '')).toEqual([]);
    const found = await rig.run(runDoctor, ['--json', '--fix']);
    expect(found.code).toBe(0);
    expect(JSON.parse(found.out)).toMatchObject({ ok: true, counts: { error: 0 } });
  });

  it('says on standard error what is wrong with its use, and ends with 2', async () => {
    const wrong = await rig.run(runDoctor, ['--colour']);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toMatch(/--colour[\s\S]*valetkey doctor --help/);
    const origin = await rig.run(runDoctor, ['--origin', 'nowhere']);
    expect(origin.code).toBe(2);
    expect(origin.err).toContain('--origin');
    expect((await rig.run(runDoctor, ['--help'])).out).toContain('Exit codes: 0 done');
  });

  it('ends with 130 when it is interrupted', async () => {
    const stopped = await rig.run(runDoctor, [], { signal: AbortSignal.abort() });
    expect(stopped.code).toBe(130);
  });
});
