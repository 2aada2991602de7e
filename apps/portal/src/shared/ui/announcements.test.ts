import { describe, expect, it } from 'vitest';
import { createAnnouncements } from './announcements';

const texts = (all: readonly { text: string }[]) => all.map(({ text }) => text);

describe('createAnnouncements', () => {
  it('replaces what was only said by the next thing said', () => {
    const announcements = createAnnouncements();
    announcements.add('one');
    announcements.add('two');
    expect(texts(announcements.getSnapshot())).toEqual(['two']);
  });

  it('keeps the last three that are shown, and tells whoever listens', () => {
    const announcements = createAnnouncements();
    let calls = 0;
    const stop = announcements.subscribe(() => {
      calls += 1;
    });
    for (const text of ['a', 'b', 'c', 'd']) announcements.add(text, { isVisible: true });
    expect(texts(announcements.getSnapshot())).toEqual(['b', 'c', 'd']);
    announcements.dismiss(announcements.getSnapshot()[1]!.id);
    expect(texts(announcements.getSnapshot())).toEqual(['b', 'd']);
    expect(calls).toBe(5);
    stop();
    announcements.add('e');
    expect(calls).toBe(5);
  });
});
