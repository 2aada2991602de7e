import { getDownloadUrl } from '@/shared/api';

/** Starts the download of a file without leaving the page: a link that is clicked and thrown away. */
export async function downloadFile(key: string): Promise<void> {
  const { signedUrl } = await getDownloadUrl(key);
  const link = document.createElement('a');
  link.href = signedUrl;
  link.download = '';
  link.rel = 'noreferrer';
  document.body.append(link);
  link.click();
  link.remove();
}
