import { expect, it } from 'vitest';
import { slowTestServers, testServers } from './postgresDatabase.ts';

it.skipIf(testServers.length > 1 && !process.env.VALETKEY_TEST_FULL)(
  'the slower tests of the PostgreSQL store run on every server (npm run test:full)',
  () => {
    expect(slowTestServers).toEqual(testServers);
  },
);
