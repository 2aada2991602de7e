import { afterEach, expect, it, vi } from 'vitest';
import { browserPorts } from './ports.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('runs what waits for a frame once, and leaves no timer behind', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  const callback = vi.fn();
  browserPorts().scheduleFrame(callback);
  frames.shift()!();
  expect(callback).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not wait for a frame that a hidden page never gets', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  const callback = vi.fn();
  browserPorts().scheduleFrame(callback);
  vi.advanceTimersByTime(250);
  expect(callback).toHaveBeenCalledTimes(1);
  frames.shift()!();
  expect(callback).toHaveBeenCalledTimes(1);
});
