import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy, PAGE_HEADERS } from './csp.ts'

/** Gives each page its nonce and its policy. Who may see what is the API's decision, never this file's. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64')
  const policy = contentSecurityPolicy(nonce, { development: process.env.NODE_ENV === 'development' })

  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)

  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.headers.set(name, value)
  return response
}

export const config = { matcher: ['/((?!_next/static).*)'] }
