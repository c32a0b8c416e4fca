import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { parseStrictJson } from '../input/strict-json.ts'
import type { EdgeHandler } from '../locals.ts'
import { ProblemError } from '../to-problem.ts'

const MAX_BODY_BYTES = 1_048_576
/** A body that is a little too large is read to its end, so that its sender can hear why; a huge one is cut off. */
const MAX_DISCARDED_BYTES = 16 * MAX_BODY_BYTES

/** Bodies are JSON, at most 1 MB, uncompressed; parsed strictly and known to the rest by their hash. Never logged. */
export const readBody =
  (maxBytes: number = MAX_BODY_BYTES): EdgeHandler =>
  async (request, response, next) => {
    const hasBody = request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0
    // An absent body is `{}` for programs; browsers must name JSON, which no form of another site can do.
    if (hasBody || response.locals.caller?.browser !== false) requireJson(request.get('content-type'))
    if (!['identity', undefined].includes(request.get('content-encoding')))
      throw new ProblemError({ code: 'unsupported-media-type', detail: 'Send the body without Content-Encoding.' })
    const bytes = hasBody ? await readBytes(request, maxBytes) : Buffer.from('{}')
    response.locals.body = { json: parseStrictJson(bytes), bytes, sha256: createHash('sha256').update(bytes).digest() }
    next()
  }

function requireJson(contentType: string | undefined): void {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  if (type === 'application/json' && (charset === undefined || /^charset="?utf-8"?$/.test(charset))) return
  throw new ProblemError({ code: 'unsupported-media-type', detail: 'Set Content-Type: application/json (UTF-8).' })
}

/** Everything that was sent, up to so much. */
export function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_DISCARDED_BYTES)
    throw tooLarge(maxBytes, { Connection: 'close' })
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else chunks.length = 0
      if (size <= MAX_DISCARDED_BYTES) return
      request.pause()
      reject(tooLarge(maxBytes, { Connection: 'close' }))
    })
    request.on('end', () => (size > maxBytes ? reject(tooLarge(maxBytes, {})) : resolve(Buffer.concat(chunks))))
    request.on('error', () => reject(new ProblemError({ code: 'malformed-json', detail: 'The body ended early.' })))
  })
}

const tooLarge = (maxBytes: number, headers: Record<string, string>) =>
  new ProblemError({
    code: 'body-too-large',
    detail: `Send at most ${maxBytes} bytes; put documents behind an evidence URL.`,
    headers,
  })
