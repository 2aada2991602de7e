/** Starts a download without leaving the page: a link that is clicked and thrown away. */
export function saveFile(signedUrl: string): void {
  const link = document.createElement('a');
  link.href = signedUrl;
  link.download = '';
  link.rel = 'noreferrer';
  document.body.append(link);
  link.click();
  link.remove();
}
