import { type LookupAddress, lookup as lookUpInSystem } from 'node:dns';
import { type IncomingMessage, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '@/shared/webhooks/index.server';

/** Why there was no answer. */
export type SendProblem =
  /** The name leads to an address that nothing is sent to. */
  | 'address_refused'
  /** The name leads nowhere. */
  | 'not_found'
  | 'timed_out'
  /** The receiver could not show that it is who it says. */
  | 'not_trusted'
  /** No connection, or one that broke, or an answer that is none. */
  | 'unreachable';

export type SendOutcome =
  | { status: number; text: string; retryAfter: string | undefined; problem: null }
  | { status: null; problem: SendProblem };

export type SendInput = {
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
  signal: AbortSignal;
};

/** Sends one message once. Rejects only when `signal` is aborted. */
export type WebhookSender = (input: SendInput) => Promise<SendOutcome>;

/** All addresses of a name, as `dns.lookup` with `all` gives them. */
export type LookupAll = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export type WebhookSenderOptions = {
  /** @default the system's */
  lookup?: LookupAll;
  /** For everything together, from looking up the name to the end of the answer, in milliseconds. @default 10_000 */
  timeoutMs?: number;
};

/** How much of an answer is read, in bytes: enough to let a chatty receiver end. */
const maxAnswerBytes = 16 * 1024;
/** How much of it is kept for the administrator, in bytes. */
const keptBytes = 1024;

class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

const lookUpAll: LookupAll = (hostname, callback) =>
  lookUpInSystem(hostname, { all: true }, (error, addresses) => callback(error, addresses));

/**
 * The socket's own way to look up a name: it connects to what was checked here, and to nothing that another look-up would say. A
 * single address that is refused refuses the name.
 */
function checkedLookup(lookup: LookupAll, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        return callback(new AddressRefused(), []);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

/** The beginning of an answer, without what a database or a terminal would act on. */
async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      if (bytes < keptBytes) pieces.push(piece.subarray(0, keptBytes - bytes));
      bytes += piece.length;
      if (bytes >= maxAnswerBytes) break;
    }
  } catch {
    // The status was the answer; what broke off after it changes nothing.
  } finally {
    response.destroy();
  }
  return Buffer.concat(pieces)
    .toString('utf8')
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
}

function problemOf(error: NodeJS.ErrnoException): SendProblem {
  if (error instanceof AddressRefused) return 'address_refused';
  const code = error.code ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'not_found';
  if (code === 'ETIMEDOUT') return 'timed_out';
  const isAboutTrust = /^(ERR_TLS_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL_|EPROTO$)/.test(code);
  return isAboutTrust ? 'not_trusted' : 'unreachable';
}

/**
 * Posts to where strangers say. Nothing is followed, nothing is reused, no proxy and no cookie takes part, and the address is
 * checked at the moment of the connection.
 */
export function createWebhookSender({
  lookup = lookUpAll,
  timeoutMs = 10_000,
}: WebhookSenderOptions = {}): WebhookSender {
  return async ({ url, headers, body, signal }) => {
    signal.throwIfAborted();
    // parseWebhookUrl lets http through for this machine only, where that is allowed; then it must lead nowhere else.
    const isAllowed = url.protocol === 'https:' ? isPublicAddress : isLoopbackAddress;
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // Nothing is looked up for an address, so nothing would check it.
    if (isIP(literal) !== 0 && !isAllowed(literal)) return { status: null, problem: 'address_refused' };

    const deadline = AbortSignal.timeout(timeoutMs);
    const post = url.protocol === 'https:' ? requestByHttps : requestByHttp;
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = post(url, {
          method: 'POST',
          headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
          lookup: checkedLookup(lookup, isAllowed),
          // A connection of its own, and no agent that an environment could give a proxy.
          agent: false,
          rejectUnauthorized: true,
          signal: AbortSignal.any([signal, deadline]),
        });
        request.on('response', resolve);
        request.on('error', reject);
        // Also what ends without an error, such as an answer that asks to speak something else.
        request.on('close', () => reject(new Error('closed without an answer')));
        request.end(body);
      });
      const text = await readText(response);
      signal.throwIfAborted();
      return {
        status: response.statusCode ?? 0,
        text,
        retryAfter: response.headers['retry-after'],
        problem: null,
      };
    } catch (error) {
      signal.throwIfAborted();
      return {
        status: null,
        problem: deadline.aborted ? 'timed_out' : problemOf(error as NodeJS.ErrnoException),
      };
    }
  };
}
