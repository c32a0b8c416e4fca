import type { RequestHandler } from 'express'
import type { Caller } from './caller.ts'

declare global {
  namespace Express {
    /** What the middleware learns about a request, in the order it is learnt. */
    interface Locals {
      requestId: string
      /** The template of the matched route; logs and metrics name it instead of the address, which may contain anything. */
      route?: string
      caller?: Caller
      body?: { readonly json: unknown; readonly bytes: Uint8Array; readonly sha256: Uint8Array }
    }
  }
}

export type EdgeHandler = RequestHandler
