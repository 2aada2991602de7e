import { getDownloadUrl } from '@/shared/api';
import { saveFile } from './saveFile';

/** Asks for a file of one's own, or for one of its versions, and saves it. */
export async function downloadFile(key: string, version?: number): Promise<void> {
  const { signedUrl } = await getDownloadUrl(key, version);
  saveFile(signedUrl);
}
