import { resolveEndpoint, type StoreConfig } from 'valetkey/s3';

/** The origins a browser talks to when it follows a signed URL; what the content security policy must allow. */
export function storeOrigins(store: StoreConfig): string[] {
  const endpoints = store.publicEndpoints ?? [store.endpoint];
  return [...new Set(endpoints.map((endpoint) => resolveEndpoint(endpoint, store).origin))];
}
