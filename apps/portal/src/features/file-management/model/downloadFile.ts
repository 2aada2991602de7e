import { getDownloadUrl } from '@/shared/api';
import { saveFile } from './saveFile';

/** Asks for a file of one's own and saves it. */
export async function downloadFile(key: string): Promise<void> {
  const { signedUrl } = await getDownloadUrl(key);
  saveFile(signedUrl);
}
