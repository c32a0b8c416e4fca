import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The wire contract ships as ESM built by `tsc -b`; everything else comes from node_modules as is.
  transpilePackages: ['@countersign/shared'],
  // `npm test` checks types with the same tsconfig; a start on a laptop does not wait for a second check.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ['lucide-react'] },
}

export default config
