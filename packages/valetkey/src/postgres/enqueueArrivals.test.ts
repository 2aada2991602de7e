import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUpload } from '../../test/addUpload.ts';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import { enqueueArrivals } from './index.ts';

const at = new Date(Date.UTC(2030, 0, 1));

describe.each(testServers)('arrivals on $label', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(server);
  });
  afterAll(() => database?.close());

  it('asks for unfinished uploads at these keys, each once, and for nothing else', async () => {
    const [reserved, settled, other] = await Promise.all(
      (['reserved', 'available', 'reserved'] as const).map((state) =>
        addUpload(database.app, { ownerId: 'alice', state, at }),
      ),
    );
    const impossible = ['incoming/\0', '\ud800', '__proto__'];
    const keys = [
      reserved!.incomingKey!,
      settled!.incomingKey!,
      'incoming/unknown',
      '',
      "'; drop table x",
      ...impossible,
    ];
    const asked: string[] = [];
    const enqueue = async (_client: unknown, uploadId: string) => void asked.push(uploadId);
    expect(await enqueueArrivals({ pool: database.app, enqueue }, [...keys, keys[0]!])).toBe(1);
    expect(asked).toEqual([reserved!.id]);
    expect(asked).not.toContain(other!.id);
    expect(await enqueueArrivals({ pool: database.app, enqueue }, [])).toBe(0);
    expect(await enqueueArrivals({ pool: database.app, enqueue }, ['\0'])).toBe(0);
  });

  it('asks for none when one cannot be asked for', async () => {
    const upload = await addUpload(database.app, { ownerId: 'alice', state: 'reserved', at });
    const enqueue = async () => {
      throw new TypeError('no such job');
    };
    await expect(enqueueArrivals({ pool: database.app, enqueue }, [upload.incomingKey!])).rejects.toThrow(
      'no such job',
    );
  });
});
