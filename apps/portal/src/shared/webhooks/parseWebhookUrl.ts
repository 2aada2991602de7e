import { isIP } from 'node:net';
import { PortalError } from '@/shared/api/index.server';
import { isPublicAddress } from './isPublicAddress';

const maxUrlLength = 1_000;
/** 443 is what a URL without a port means. Others would let us knock at services that are no receivers. */
const allowedPorts: readonly string[] = ['', '8443'];
/** Names that mean the machine or its network, wherever they are looked up. */
const localName = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home\.arpa|onion|invalid)$/;
const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

function refused(message: string): PortalError {
  return new PortalError('INVALID_WEBHOOK_URL', message);
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new PortalError('INVALID_WEBHOOK_URL', 'Write the whole URL, such as https://example.com/hook.', {
      cause,
    });
  }
}

function assertPublicHost(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) {
    if (!isPublicAddress(address)) throw refused('This address is not one of the public internet.');
    return;
  }
  if (!hostname.includes('.') || hostname.endsWith('.') || localName.test(hostname))
    throw refused('This name is not one of the public internet.');
}

/**
 * Whether webhooks may be sent to a URL, by what can be told from its text. Where its name leads to is looked at again at each
 * connection.
 *
 * @param isLoopbackAllowed also takes `http:` to this machine, on any port
 * @throws {PortalError} `INVALID_WEBHOOK_URL`, with what to write instead
 */
export function parseWebhookUrl(text: string, { isLoopbackAllowed }: { isLoopbackAllowed: boolean }): URL {
  if (text.length > maxUrlLength) throw refused(`A URL has at most ${maxUrlLength} characters.`);
  // What others read differently than we do (backslashes, spaces, letters that only look like a host's) is in no URL of ours.
  if (!/^[\x21-\x7e]+$/.test(text) || /[\\<>"^`{|}]/.test(text))
    throw refused('Write the URL with plain characters only; a name with others in its xn-- form.');
  const url = parse(text);
  const isLoopback = isLoopbackAllowed && url.protocol === 'http:' && loopbackHosts.includes(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) throw refused('Webhooks are sent by https only.');
  if (text.includes('#')) throw refused('Leave out the # and what follows it; it is never sent.');
  const authority = /^https?:\/\/([^/?]*)/i.exec(text)?.[1] ?? '';
  if (authority.includes('@'))
    throw refused('Leave out user and password; receivers know us by the signature.');
  // A host that is written otherwise than it is read, such as 0x7f.1, is a disguise.
  if (authority.toLowerCase().replace(/:\d*$/, '') !== url.hostname)
    throw refused(`Write the host as ${url.hostname}.`);
  if (isLoopback) return url;
  if (!allowedPorts.includes(url.port)) throw refused('Only the ports 443 and 8443 can be used.');
  assertPublicHost(url.hostname);
  return url;
}
