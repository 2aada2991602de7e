import { ValetKeyError } from '../protocol/index.ts';

/** Where the page before ended: the value it was sorted by, and the id that breaks ties. */
export type CataloguePosition = { sortValue: string; id: string };

/** What a cursor belongs to, the same fields in the same order each time; a cursor of another list, order or search is refused. */
export type CursorScope = Readonly<Record<string, string | number | boolean | null>>;

const encoder = new TextEncoder();
const maxCursorLength = 2_048;
const macBytes = 16;

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}

function invalidCursor(cause?: unknown): ValetKeyError {
  return new ValetKeyError('INVALID_QUERY', 'The cursor is not one of an earlier answer to this query.', {
    cause,
  });
}

export type CatalogueCursor = {
  write: (scope: CursorScope, position: CataloguePosition) => Promise<string>;
  read: (scope: CursorScope, cursor: string) => Promise<CataloguePosition>;
};

/** Opaque cursors: the position and a MAC that binds it to the query, and to the owner where the query is about one. */
export function createCatalogueCursor(secret: string | Uint8Array<ArrayBuffer>): CatalogueCursor {
  const keyBytes = typeof secret === 'string' ? encoder.encode(`valetkey-cursor\0${secret}`) : secret;
  const key = crypto.subtle.importKey('raw', keyBytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);

  async function sign(scope: CursorScope, payload: string): Promise<string> {
    const text = JSON.stringify([scope, payload]);
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await key, encoder.encode(text)));
    return toBase64Url(mac.subarray(0, macBytes));
  }

  return {
    async write(scope, position) {
      const payload = toBase64Url(encoder.encode(JSON.stringify([position.sortValue, position.id])));
      return `${payload}.${await sign(scope, payload)}`;
    },
    async read(scope, cursor) {
      const [payload = '', mac = '', ...rest] = cursor.length <= maxCursorLength ? cursor.split('.') : [];
      if (payload === '' || rest.length > 0) throw invalidCursor();
      // Nothing secret is behind a cursor (the query says itself what may be seen), so a plain comparison will do.
      if ((await sign(scope, payload)) !== mac) throw invalidCursor();
      try {
        const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64Url(payload)));
        if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string') {
          return { sortValue: value[0], id: value[1] };
        }
      } catch (error) {
        throw invalidCursor(error);
      }
      throw invalidCursor();
    },
  };
}
