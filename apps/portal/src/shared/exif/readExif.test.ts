import { expect, it } from 'vitest';
import { exifBlock } from '../../../test/exifBlock';
import { readExif } from './readExif';

it('reads what a camera wrote', () => {
  expect(readExif(exifBlock())).toEqual({
    orientation: 6,
    camera: 'Maker One',
    make: 'Maker',
    model: 'Maker One',
    description: 'A caption',
    takenAt: '2024-05-01T12:30:00',
    position: { latitude: expect.closeTo(-52.51), longitude: expect.closeTo(13.37) },
  });
  expect(readExif(exifBlock({ withPosition: false }))?.position).toBeNull();
});

it('reads nothing beyond the block, whatever its bytes are', () => {
  const block = exifBlock();
  expect(readExif(new Uint8Array())).toBeNull();
  expect(readExif(Buffer.from('Exif\0\0II*\0'))).toBeNull();
  for (let length = 0; length < block.length; length += 1) readExif(block.subarray(0, length));
  for (let at = 6; at < block.length; at += 1)
    for (const byte of [0x00, 0x7f, 0xff]) {
      const changed = Buffer.from(block);
      changed[at] = byte;
      readExif(changed);
    }
});
