import { expect, it, vi } from 'vitest';
import { idleAfterMs, keepClaim, renewEveryMs } from './keepClaim';

function start() {
  const world = { now: 1_000_000, isReachable: true };
  const renew = vi.fn(async () => {});
  const keeper = keepClaim({ clock: () => world.now, isReachable: () => world.isReachable, renew });
  const pass = (ms: number) => {
    world.now += ms;
    return keeper.check();
  };
  return { world, renew, keeper, pass };
}

it('renews when it is time to, and not before', async () => {
  const { renew, pass } = start();
  await pass(renewEveryMs - 1);
  expect(renew).not.toHaveBeenCalled();
  await pass(1);
  await pass(1);
  expect(renew).toHaveBeenCalledTimes(1);
  await pass(renewEveryMs);
  expect(renew).toHaveBeenCalledTimes(2);
});

it('rests out of sight and without a connection, and renews at once after that', async () => {
  const { world, renew, pass } = start();
  world.isReachable = false;
  await pass(renewEveryMs * 2);
  expect(renew).not.toHaveBeenCalled();
  world.isReachable = true;
  await pass(0);
  expect(renew).toHaveBeenCalledTimes(1);
});

it('lets the claim of a page run out that nobody is at', async () => {
  const { renew, keeper, pass } = start();
  await pass(idleAfterMs + 1);
  expect(renew).not.toHaveBeenCalled();
  keeper.touch();
  await pass(0);
  expect(renew).toHaveBeenCalledTimes(1);
});

it('asks once at a time, and again soon after it failed', async () => {
  const { renew, keeper, pass } = start();
  renew.mockRejectedValueOnce(new Error('away'));
  await expect(pass(renewEveryMs)).rejects.toThrow('away');
  await Promise.all([keeper.check(), keeper.check()]);
  expect(renew).toHaveBeenCalledTimes(2);
});
