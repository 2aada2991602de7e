import { deflateSync } from 'node:zlib';

/** Files as people hand them in: papers, pictures, tables and texts, each with something of its own to see. */
export function makeMixedFiles(count) {
  const makers = [makePaper, makePicture, makeTable, makeText];
  return Array.from({ length: count }, (_, index) => makers[index % makers.length](index + 1));
}

const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A PDF of one page with its number in large letters. */
function makePaper(n) {
  const stream = `BT /F1 48 Tf 72 700 Td (Paper ${n}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return { name: `paper ${n}.pdf`, contentType: 'application/pdf', bytes: Buffer.from(body + end, 'latin1') };
}

/** A PNG of 640 by 480 whose colours run. */
function makePicture(n) {
  const [width, height] = [640, 480];
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const place = y * (1 + width * 3) + 1 + x * 3;
      rows[place] = (x + n * 40) & 255;
      rows[place + 1] = (y + n * 20) & 255;
      rows[place + 2] = (x + y) & 255;
    }
  const block = (type, data) => {
    const content = Buffer.concat([Buffer.from(type), data]);
    return Buffer.concat([u32(data.length), content, u32(crc32(content))]);
  };
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    block('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])])),
    block('IDAT', deflateSync(rows)),
    block('IEND', Buffer.alloc(0)),
  ]);
  return { name: `picture ${n}.png`, contentType: 'image/png', bytes };
}

/** Of ISO 3309, bit by bit: Node has its own only from 22.2 on. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function makeTable(n) {
  const lines = Array.from(
    { length: 200 },
    (_, row) => `${row + 1},Item ${row * n},${(row * n * 7) % 1000}.50`,
  );
  return {
    name: `table ${n}.csv`,
    contentType: 'text/csv',
    bytes: Buffer.from(`number,item,amount\n${lines.join('\n')}\n`),
  };
}

function makeText(n) {
  return {
    name: `text ${n}.txt`,
    contentType: 'text/plain',
    bytes: Buffer.from(`Minutes of meeting ${n}.\n${'What was said, and by whom.\n'.repeat(40)}`),
  };
}
