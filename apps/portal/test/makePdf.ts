/** A PDF of so many pages with a line of text on each, with JavaScript and with what it says about itself where that is asked for. */
export function makePdf(options: {
  pages: number;
  mediaBox?: string;
  openAction?: string;
  info?: string;
  /** Nobody knows its password. @default false */
  isLocked?: boolean;
}): Buffer {
  const { pages, mediaBox = '0 0 595 842', openAction, info, isLocked = false } = options;
  const lock = ` /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'5a'.repeat(32)}> /U <${'a5'.repeat(32)}> >>`;
  const first = 4;
  const objects: string[] = [
    `<< /Type /Catalog /Pages 2 0 R${openAction === undefined ? '' : ` /OpenAction << /S /JavaScript /JS (${openAction}) >>`} >>`,
    `<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, page) => `${first + 2 * page} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  for (let page = 0; page < pages; page += 1) {
    const content = `BT /F1 48 Tf 72 720 Td (Page ${page + 1}) Tj ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [${mediaBox}] /Contents ${first + 2 * page + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  const pieces = ['%PDF-1.4\n'];
  let length = pieces[0]!.length;
  const offsets = objects.map((object, index) => {
    const offset = length;
    const piece = `${index + 1} 0 obj\n${object}\nendobj\n`;
    pieces.push(piece);
    length += piece.length;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  pieces.push(
    `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`,
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${info === undefined ? '' : ` /Info << ${info} >>`}${isLocked ? lock : ''} >>\nstartxref\n${length}\n%%EOF\n`,
  );
  return Buffer.from(pieces.join(''), 'latin1');
}
