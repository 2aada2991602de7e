import { eicar } from '../apps/portal/test/makeArchive.ts';
import { findClamd, startClamd } from '../apps/portal/test/startClamd.ts';
import { startFakeClamd } from '../apps/portal/test/startFakeClamd.ts';

export type ScannerForTests = { env: Record<string, string>; stop: () => Promise<void> };

/** Other tests send large videos: beyond the scanner's limit they are not read once more, and do not wait for an administrator. */
const shared = { SCAN_REQUIRED: '0' };

/** The system's malware scanner: a real clamd where it is installed, else one that knows the test virus as it is and nothing else. */
export async function startScanner(): Promise<ScannerForTests> {
  if (findClamd() !== null) {
    const { socketPath, maxBytes, stop } = await startClamd();
    return {
      env: { ...shared, CLAMD_SOCKET: socketPath, CLAMD_STREAM_MAX_LENGTH: String(maxBytes) },
      stop,
    };
  }
  const fake = await startFakeClamd();
  fake.judge = (bytes) => {
    fake.files.length = 0;
    return bytes.includes(eicar()) ? 'stream: Test.Eicar FOUND' : 'stream: OK';
  };
  const { host, port } = fake.address;
  return { env: { ...shared, CLAMD_HOST: host, CLAMD_PORT: String(port) }, stop: fake.stop };
}
