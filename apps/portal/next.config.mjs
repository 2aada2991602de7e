/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Compression belongs to the proxy in front; here it would only cost the signing path.
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
