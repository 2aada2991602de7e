import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson } from './readJson';

const read = (body: unknown) =>
  readJson(
    new Request('http://localhost/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    z.strictObject({ name: z.string() }),
  );

describe('readJson', () => {
  it('says first that a field is not known, also when another one is missing', async () => {
    await expect(read({ state: 'available' })).rejects.toMatchObject({ code: 'UNKNOWN_FIELD' });
    await expect(read({ name: 'a', state: 'available' })).rejects.toMatchObject({ code: 'UNKNOWN_FIELD' });
    await expect(read({})).rejects.toMatchObject({ code: 'INVALID_BODY' });
    await expect(read({ name: 'a' })).resolves.toEqual({ name: 'a' });
  });
});
