import { lookup } from 'node:dns/promises';
import { connect } from 'node:tls';
import type { StoreConfig } from '../../s3/index.ts';
import { resolveEndpoint } from '../../s3/index.ts';
import { type Finding, finding, ok } from './Finding.ts';

const handshakeMs = 10_000;
const day = 86_400_000;

type Certificate = { error: string | null; daysLeft: number; protocol: string | null };

function readCertificate(hostname: string, port: number, signal: AbortSignal): Promise<Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port, servername: hostname, rejectUnauthorized: false }, () => {
      const { valid_to } = socket.getPeerCertificate();
      const error = socket.authorized ? null : String(socket.authorizationError);
      resolve({
        error,
        daysLeft: Math.floor((Date.parse(valid_to) - Date.now()) / day),
        protocol: socket.getProtocol(),
      });
      socket.destroy();
    });
    const stop = () => socket.destroy(new Error('interrupted'));
    socket.setTimeout(handshakeMs, () => socket.destroy(new Error('no answer in ten seconds')));
    socket.once('error', reject);
    socket.once('close', () => signal.removeEventListener('abort', stop));
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function checkTls(url: URL, option: string, signal: AbortSignal): Promise<Finding[]> {
  const port = Number(url.port || 443);
  let certificate: Certificate;
  try {
    certificate = await readCertificate(url.hostname, port, signal);
  } catch (error) {
    return [
      finding('error', 'tls.handshake', {
        what: `${url.host} made no TLS connection: ${(error as Error).message}.`,
        why: 'Neither this server nor a browser can talk to the store.',
        fix: `Check host and port of ${option}, and firewalls on the way.`,
      }),
    ];
  }
  if (certificate.error !== null) {
    const isName = /ALTNAME/.test(certificate.error);
    return [
      finding('error', 'tls.certificate', {
        what: `The certificate of ${url.hostname} is not accepted: ${certificate.error}.`,
        why: 'Browsers refuse the upload without asking, and so does this server.',
        fix: isName
          ? 'The name before the endpoint is not in the certificate: address the bucket by path.'
          : 'Use a certificate of a public authority, or name your own to Node (NODE_EXTRA_CA_CERTS) and to the browsers.',
        exact: isName ? 'S3_FORCE_PATH_STYLE=true' : '',
      }),
    ];
  }
  if (certificate.daysLeft < 14) {
    return [
      finding('warning', 'tls.expiry', {
        what: `The certificate of ${url.hostname} ends in ${certificate.daysLeft} days.`,
        why: 'From then on no browser uploads anything.',
        fix: 'Have it renewed.',
      }),
    ];
  }
  return [
    ok('tls', `${url.hostname}: ${certificate.protocol}, certificate good for ${certificate.daysLeft} days`),
  ];
}

/** Names and certificates of the server's endpoint and of those that browsers use. */
export async function checkNetwork(config: StoreConfig, signal: AbortSignal): Promise<Finding[]> {
  const endpoints: [string, string][] = [
    ['S3_ENDPOINT', config.endpoint],
    ...(config.publicEndpoints ?? []).map((endpoint): [string, string] => ['S3_PUBLIC_ENDPOINT', endpoint]),
  ];
  const all = await Promise.all(
    endpoints.map(async ([option, endpoint]) => {
      const url = new URL(resolveEndpoint(endpoint, config).origin);
      const name = url.hostname.replace(/^\[|\]$/g, '');
      try {
        await lookup(name);
      } catch (error) {
        return [
          finding('error', 'dns', {
            what: `${url.hostname} has no address (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
            why: `Nothing reaches the store by ${option}.`,
            fix: name.startsWith(`${config.bucket}.`)
              ? 'The store may not know bucket names as host names: address the bucket by path.'
              : `Correct ${option}; a name that only containers know belongs into S3_ENDPOINT, never into S3_PUBLIC_ENDPOINT.`,
            exact: name.startsWith(`${config.bucket}.`) ? 'S3_FORCE_PATH_STYLE=true' : '',
          }),
        ];
      }
      const found = [ok('dns', `${url.hostname} has an address`)];
      return url.protocol === 'https:' ? [...found, ...(await checkTls(url, option, signal))] : found;
    }),
  );
  return all.flat();
}
