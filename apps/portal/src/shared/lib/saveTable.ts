/** A table for a spreadsheet; the browser saves it under this name and today's date. */
export async function saveTable(name: string, table: Promise<Blob>): Promise<void> {
  const url = URL.createObjectURL(await table);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}-${new Date().toISOString().slice(0, 10)}.csv`;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the bytes over by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
