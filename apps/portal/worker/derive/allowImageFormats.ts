import sharp from 'sharp';

/** Only what is meant to be read is read: drawings, documents and rare formats are parsers that nobody asked for. */
export function allowImageFormats(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}`),
  });
}
