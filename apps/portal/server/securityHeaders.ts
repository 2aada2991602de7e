export type PolicyInput = {
  /** Fresh random value of this reply. */
  nonce: string;
  /** Origins of signed URLs. */
  storeOrigins: readonly string[];
  isHttps: boolean;
};

/** Content security policy of one reply, from the running configuration. */
export function contentSecurityPolicy({ nonce, storeOrigins, isHttps }: PolicyInput): string {
  const store = storeOrigins.join(' ');
  const directives = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' blob: ${store}`,
    `media-src 'self' blob: ${store}`,
    `connect-src 'self' ${store}`,
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self' blob:",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ];
  if (isHttps) directives.push('upgrade-insecure-requests');
  return directives.join('; ');
}

/** Every header that every reply carries, whatever answers it. */
export function securityHeaders(input: PolicyInput): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(input),
    // Enforced, it would stop the framework's loader of lazy scripts, which assigns plain strings.
    'content-security-policy-report-only': "require-trusted-types-for 'script'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(input.isHttps && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
  };
}
