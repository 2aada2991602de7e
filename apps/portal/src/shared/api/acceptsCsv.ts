/** Whether who asks takes nothing but a table for spreadsheet programs. */
export function acceptsCsv(request: Request): boolean {
  return /^\s*text\/csv\b/i.test(request.headers.get('accept') ?? '');
}
