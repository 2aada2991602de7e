/**
 * Whether a connection URL leads to this machine for certain. The driver lets a `host` parameter beat the host of the URL,
 * and takes one from the environment when there is neither; both are refused.
 */
export function isOwnMachine(connectionString: string): boolean {
  const { hostname, searchParams } = new URL(connectionString);
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) && !searchParams.has('host');
}
