/**
 * The Content Security Policy of every page. A script runs only with this response's nonce, or when such a script
 * loaded it (`strict-dynamic`); styles come from our own files. No `unsafe-inline` anywhere: components position
 * themselves through the CSSOM, which style-src does not govern.
 */
export function contentSecurityPolicy(nonce: string, options: { readonly development: boolean }): string {
  // React's development build evaluates strings to rebuild server stacks, and its overlay injects styles.
  const script = options.development ? " 'unsafe-eval'" : ''
  const style = options.development ? " 'unsafe-inline'" : ` 'nonce-${nonce}'`
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${script}`,
    `style-src 'self'${style}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers that go with it on every page. HSTS is the load balancer's, which knows whether TLS ends there. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}
