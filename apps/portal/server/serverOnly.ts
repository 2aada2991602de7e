// Stands in for `server-only` in the bundles and tests that run outside Next.
export {};
