import sharp from 'sharp';

/** Noise in a picture is what no camera avoids and no coder likes; the same for the same seed. */
export async function makeImage(seed, { side = 0, format = 'jpeg' } = {}) {
  const [width, height] = side > 0 ? [side, side] : [4_000, 3_000];
  const background = { r: (seed * 37) % 256, g: (seed * 59) % 256, b: (seed * 83) % 256 };
  const small = { width: Math.ceil(width / 8), height: Math.ceil(height / 8), channels: 3 };
  const noise = await sharp({
    create: { ...small, background, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
    .raw()
    .toBuffer();
  const picture = sharp(noise, { raw: small }).resize(width, height, { kernel: 'cubic' });
  return format === 'png' ? picture.png().toBuffer() : picture.jpeg({ quality: 85 }).toBuffer();
}

export function makePdf(pages, seed) {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, page) => `${4 + 2 * page} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  for (let page = 0; page < pages; page += 1) {
    const lines = Array.from(
      { length: 45 },
      (_, line) => `(Page ${page + 1} of ${seed}, line ${line}: rent, heat and water of a year) Tj 0 -15 Td`,
    );
    const content = `BT /F1 11 Tf 60 780 Td ${lines.join(' ')} ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + 2 * page} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = pdf.length;
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  pdf += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${pdf}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
  );
}

export function makeCsv(mebibytes) {
  const lines = ['id,date,amount,customer,note'];
  const size = mebibytes * 2 ** 20;
  for (let at = 1, length = 0; length < size; at += 1) {
    const line = `${at},2024-${String(1 + (at % 12)).padStart(2, '0')}-11,${(at % 10_007) / 4},customer ${at % 5_000},rent and heat`;
    lines.push(line);
    length += line.length + 1;
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

export function makeText(bytes, seed) {
  return Buffer.alloc(bytes, `A line of text number ${seed}, as people write them.\n`);
}
