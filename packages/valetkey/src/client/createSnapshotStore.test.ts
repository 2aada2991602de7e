import { expect, it } from 'vitest';
import { createSnapshotStore, toUpload } from './createSnapshotStore.ts';
import { createItem } from './UploadItem.ts';

/** Time that passes when told, with a frame every 16 ms. */
function createTime() {
  let now = 1_000;
  let lastId = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  const setTimer = (run: () => void, milliseconds: number) => {
    timers.set(++lastId, { at: now + milliseconds, run });
    return lastId;
  };
  return {
    ports: {
      clock: {
        now: () => now,
        setTimeout: setTimer,
        clearTimeout: (id: unknown) => timers.delete(id as number),
      },
      scheduleFrame: (run: () => void) => void setTimer(run, 16 - (now % 16)),
      online: { isOnline: () => true, subscribe: () => () => {} },
    },
    waiting: () => timers.size,
    pass(milliseconds: number) {
      for (const end = now + milliseconds; now < end; ) {
        now++;
        for (const [id, { at, run }] of timers) {
          if (at > now) continue;
          timers.delete(id);
          run();
        }
      }
    },
  };
}

function setUp() {
  const time = createTime();
  const items = new Map();
  const item = createItem(
    { file: new File([new Uint8Array(1_000)], 'a.bin') },
    { id: 'upload-1', profile: undefined, now: 0 },
  );
  items.set(item.id, item);
  const store = createSnapshotStore(time.ports, items);
  store.added(item);
  item.state = 'uploading';
  time.pass(1_000);
  const shown: number[] = [];
  store.subscribe(() => shown.push(store.getSnapshot().totals.sentBytes));
  const move = (bytes: number) => {
    item.sentBytes += bytes;
    store.moved(item, bytes);
  };
  return { time, item, store, shown, move };
}

it('shows progress about five times a second however often it is told, and the last of it as well', () => {
  const { time, shown, move } = setUp();
  for (let told = 0; told < 200; told++) {
    move(5);
    time.pass(5);
  }
  time.pass(300);
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.length).toBeLessThanOrEqual(7);
  expect(shown.at(-1)).toBe(1_000);
  expect(time.waiting()).toBe(0);
});

it('shows a first progress, and any other change, with the next frame', () => {
  const { time, item, store, shown, move } = setUp();
  move(100);
  time.pass(16);
  expect(shown).toEqual([100]);
  move(100);
  time.pass(16);
  expect(shown).toEqual([100]);
  item.state = 'paused';
  store.changed(item);
  time.pass(16);
  expect(shown).toEqual([100, 200]);
  expect(store.getUpload(item.id)!.state).toBe('paused');
  // What was waiting to be shown went with it.
  time.pass(500);
  expect(shown).toHaveLength(2);
});

it('does not show once more with the frame what was shown before it came', () => {
  const { time, item, store, shown } = setUp();
  store.changed(item);
  store.flush();
  time.pass(100);
  expect(shown).toHaveLength(1);
});

it('shows no name that turns the direction of what is read', () => {
  const name = (given: string) =>
    toUpload(createItem({ file: new File(['x'], given) }, { id: 'upload-1', profile: undefined, now: 0 }))
      .name;
  expect(name('B\u202egpj.\u2067csv\u2069')).toBe('Bgpj.csv');
  expect(name('\u05d7\u05d5\u05d6\u05d4 \u0639\u0642\u062f.pdf')).toBe(
    '\u05d7\u05d5\u05d6\u05d4 \u0639\u0642\u062f.pdf',
  );
});
