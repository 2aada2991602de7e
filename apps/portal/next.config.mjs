/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Answers are not compressed: they are small, and mix what users wrote with what is secret; grants are neither, and
  // are compressed by server/compressGrants.ts. What browsers load once is compressed at
  // build time.
  compress: false,
  productionBrowserSourceMaps: false,
  // Files of users never pass through this process, and so never through its image optimiser.
  images: { unoptimized: true, remotePatterns: [], localPatterns: [] },
  serverExternalPackages: [
    'pg',
    'pino',
    'better-auth',
    'kysely',
    'valetkey',
    'file-type',
    'graphile-worker',
    'prom-client',
  ],
  // Types are checked by `npm run typecheck` with the same compiler.
  typescript: { ignoreBuildErrors: true },
};

export default config;
