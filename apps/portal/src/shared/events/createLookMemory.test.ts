import { describe, expect, it } from 'vitest';
import { createLookMemory } from './createLookMemory';

describe('createLookMemory', () => {
  const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 12) + minutes * 60_000);

  it('takes what asks again and again for one look', () => {
    const looks = createLookMemory();
    expect(looks.isNew('queue', at(0))).toBe(true);
    for (let minutes = 1; minutes < 120; minutes += 9) expect(looks.isNew('queue', at(minutes))).toBe(false);
    expect(looks.isNew('another page', at(2))).toBe(true);
  });

  it('takes it for another one after a pause, on the next day, and when it was not written down', () => {
    const looks = createLookMemory();
    looks.isNew('queue', at(0));
    expect(looks.isNew('queue', at(11))).toBe(true);
    expect(looks.isNew('queue', at(12))).toBe(false);
    for (let minutes = 13; minutes < 720; minutes += 9) looks.isNew('queue', at(minutes));
    expect(looks.isNew('queue', at(720))).toBe(true);
    looks.forget('queue');
    expect(looks.isNew('queue', at(721))).toBe(true);
  });

  it('forgets the oldest when there are very many', () => {
    const looks = createLookMemory();
    for (let page = 0; page <= 20_000; page += 1) looks.isNew(`${page}`, at(0));
    expect(looks.isNew('20000', at(1))).toBe(false);
    expect(looks.isNew('0', at(1))).toBe(true);
  });
});
