/** Base path of the routes: below a folder of their own they stand in the way of no route that the app has. */
export const basePath = '/api/valetkey';

/** `lib/valetkey.ts`. Made at the first request: a build has no S3_* and no APP_URL. */
export const serverModule = `import { createMemoryRateLimit, createMemoryRecords } from 'valetkey/memory';
import { createBucketClient, createSigner, createStoreConfig, probeStore } from 'valetkey/s3';
import { createValetKey, type ValetKey } from 'valetkey/server';

function createServer(): ValetKey {
  const config = createStoreConfig(process.env);
  let probing: ReturnType<typeof probeStore> | undefined;
  return createValetKey({
    basePath: '${basePath}',
    appOrigins: [new URL(process.env.APP_URL || 'http://localhost:3000').origin],
    store: {
      signer: createSigner(config),
      bucketClient: createBucketClient(config),
      // What the store enforces, found out once, at the first upload.
      capabilities: async () => (await (probing ??= probeStore(config))).capabilities,
    },
    // Gone when the process ends. To keep them: createPostgresRecords({ pool }) of valetkey/postgres, after its migrations.
    records: createMemoryRecords(),
    rateLimit: createMemoryRateLimit(),
    quota: async () => ({ maxBytes: 5 * 2 ** 30, maxFiles: 1_000 }),
    // Who is calling? Answer with the user of your session: { userId: session.user.id }, or null for nobody.
    // Until then there is one user while you develop, and in production nobody may upload.
    authenticate: async () => (process.env.NODE_ENV === 'development' ? { userId: 'developer' } : null),
  });
}

let server: ValetKey | undefined;

export const valetkey: Pick<ValetKey, 'handle'> = {
  handle: (request) => {
    server ??= createServer();
    return server.handle(request);
  },
};
`;

/** `app/api/valetkey/[...path]/route.ts`; `up` leads to the folder that has `lib`. */
export const routeModule = (up: string) => `import { toRouteHandlers } from 'valetkey/next';
import { valetkey } from '${up}/lib/valetkey';

export const { GET, POST, DELETE } = toRouteHandlers(valetkey);
`;

/** `components/FileUploads.tsx`. */
export const componentModule = `'use client';

import { downloadFile } from 'valetkey/client';
import { UploadDropzone, UploadList, ValetKeyProvider } from 'valetkey/react';

const options = { basePath: '${basePath}' };

/** Place it on any page: <FileUploads /> */
export function FileUploads() {
  return (
    <ValetKeyProvider options={options}>
      <UploadDropzone>
        {({ getRootProps, getInputProps }) => (
          <label {...getRootProps()}>
            Choose files or drop them here <input {...getInputProps()} />
          </label>
        )}
      </UploadDropzone>
      <UploadList>
        {({ name, progress, state, key }, { cancel, retry }) => (
          <p>
            {name} <progress value={progress} aria-label={\`Progress of \${name}\`} /> {state}{' '}
            {state === 'done' && key ? (
              <button type="button" onClick={() => downloadFile({ ...options, key })}>
                Download
              </button>
            ) : (
              <button type="button" onClick={state === 'failed' ? retry : cancel}>
                {state === 'failed' ? 'Try again' : 'Cancel'}
              </button>
            )}
          </p>
        )}
      </UploadList>
    </ValetKeyProvider>
  );
}
`;

const envStart = '# --- valetkey: the store (npx valetkey doctor proves it) ---';

/** Lines for the template of variables; nothing in it is a secret. */
export const envBlock = `${envStart}
# Origin of this app in the browser
APP_URL=http://localhost:3000
# aws, digitalocean, linode, r2, b2, gcs, wasabi, minio or ceph; npx valetkey s3 --dir .data --bucket files runs one here
S3_PROVIDER=
S3_ENDPOINT=http://127.0.0.1:9000
S3_REGION=us-east-1
S3_BUCKET_NAME=files
S3_ACCESS_KEY_ID=
S3_SECRET_ACCESS_KEY=
`;

export const hasEnvBlock = (text: string) => text.includes(envStart);
