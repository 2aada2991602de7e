import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

export type Reply = {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; `undefined` when it is not JSON. Black-box tests look at it as it came. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, field by field
  json: any;
};

export type Call = {
  method?: string;
  /** Sent as JSON with its content type, unless `headers` says otherwise. */
  json?: unknown;
  /** Sent as it is. */
  body?: string | Uint8Array;
  headers?: Record<string, string | undefined>;
  /** `Origin` of the request; `null` leaves it out. @default the portal's own origin for calls that change state */
  origin?: string | null;
};

/**
 * A caller of the portal with a cookie jar and an `Origin`, as a browser would be, but with full control over the request
 * line and every header: `node:http` sends paths as they are, so hostile ones arrive.
 */
export class ApiClient {
  readonly url: string;
  readonly name: string;
  cookies = new Map<string, string>();

  constructor(url: string, name = 'anonymous') {
    this.url = url.replace(/\/$/, '');
    this.name = name;
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** The same session in another client, so that signing out one can be tried with the other's cookies. */
  clone(): ApiClient {
    const copy = new ApiClient(this.url, this.name);
    copy.cookies = new Map(this.cookies);
    return copy;
  }

  get(path: string, call: Call = {}): Promise<Reply> {
    return this.send(path, { method: 'GET', ...call });
  }

  post(path: string, json: unknown, call: Call = {}): Promise<Reply> {
    return this.send(path, { method: 'POST', json, ...call });
  }

  async send(path: string, { method = 'GET', json, body, headers = {}, origin }: Call): Promise<Reply> {
    const target = new URL(this.url);
    const payload = body ?? (json === undefined ? undefined : JSON.stringify(json));
    const all: Record<string, string> = {};
    if (payload !== undefined) {
      all['content-type'] = 'application/json';
      all['content-length'] = String(Buffer.byteLength(payload));
    }
    const sentOrigin = origin === undefined && method !== 'GET' && method !== 'HEAD' ? this.origin : origin;
    if (sentOrigin) all.origin = sentOrigin;
    if (this.cookies.size > 0)
      all.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined) delete all[name.toLowerCase()];
      else all[name.toLowerCase()] = value;
    }
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: target.hostname, port: target.port, path, method, headers: all, agent: false },
        (incoming) => {
          const pieces: Buffer[] = [];
          const isStream = incoming.headers['content-type']?.startsWith('text/event-stream') ?? false;
          incoming.on('data', (piece: Buffer) => {
            pieces.push(piece);
            // A stream has no end; what it begins with is the answer.
            if (isStream) incoming.destroy();
          });
          incoming.on('error', reject);
          incoming.on(isStream ? 'close' : 'end', () => {
            this.keepCookies(incoming.headers['set-cookie'] ?? []);
            const text = Buffer.concat(pieces).toString('utf8');
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: parse(text) });
          });
        },
      );
      outgoing.setTimeout(60_000, () => outgoing.destroy(new Error(`${method} ${path}: no answer in 60 s`)));
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }

  async signIn(email: string, password: string): Promise<Reply> {
    return this.post('/api/auth/sign-in/email', { email, password });
  }

  private keepCookies(lines: string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';');
      const equals = pair.indexOf('=');
      const name = pair.slice(0, equals).trim();
      const value = pair.slice(equals + 1).trim();
      const isGone = value === '' || attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: see Reply.json
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
