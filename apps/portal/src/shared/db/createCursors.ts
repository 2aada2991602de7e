import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ValetKeyError } from 'valetkey/protocol';

/** Where the page before ended: the value it was sorted by, as text, and the id that breaks ties. */
export type CursorPosition = { sortValue: string; id: string };

export type Cursors = {
  write: (position: CursorPosition) => string;
  read: (cursor: string) => CursorPosition;
};

const maxCursorLength = 2_048;

function invalidCursor(cause?: unknown): ValetKeyError {
  return new ValetKeyError('INVALID_QUERY', 'The cursor is not one of an earlier answer to this query.', {
    cause,
  });
}

/** Opaque cursors of one list: the position, and a MAC that binds it to the list, its order and its filters. */
export function createCursors(secret: string, scope: readonly (string | null)[]): Cursors {
  const sign = (payload: string) =>
    createHmac('sha256', `portal-cursor\0${secret}`)
      .update(JSON.stringify([...scope, payload]))
      .digest()
      .subarray(0, 16);
  return {
    write({ sortValue, id }) {
      const payload = Buffer.from(JSON.stringify([sortValue, id])).toString('base64url');
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    read(cursor) {
      const [payload = '', mac = '', ...rest] = cursor.length <= maxCursorLength ? cursor.split('.') : [];
      const given = Buffer.from(mac, 'base64url');
      const expected = sign(payload);
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        throw invalidCursor();
      const [sortValue, id] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as string[];
      return { sortValue: sortValue!, id: id! };
    },
  };
}
