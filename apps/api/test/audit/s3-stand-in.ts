import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StoredObject {
  readonly body: string
  readonly lockMode: string | undefined
  readonly retainUntil: string | undefined
}

export interface S3StandIn {
  readonly endpoint: string
  /** By `<bucket>/<key>`. */
  readonly objects: ReadonlyMap<string, StoredObject>
  /** Answers everything with 503 while it is down. */
  down: boolean
  stop(): Promise<void>
}

/** A page of a listing is this short, so that every listing has several. */
const PAGE = 3

/**
 * As much of S3 as the anchor uses, for the real client over a real socket: put with conditions and a lock, get, list.
 * The bucket has object lock switched on: what is put without one is refused, and nothing is overwritten.
 */
export async function startS3StandIn(): Promise<S3StandIn> {
  const objects = new Map<string, StoredObject>()
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const standIn: S3StandIn = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    down: false,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return standIn

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', standIn.endpoint)
    const path = decodeURIComponent(url.pathname.slice(1))
    if (standIn.down) refuse(response, 503, 'ServiceUnavailable')
    else if (request.method === 'PUT') await put(request, response, path)
    else if (url.searchParams.get('list-type') === '2') list(response, path.replace(/\/$/, ''), url.searchParams)
    else {
      const found = objects.get(path)
      if (found) response.writeHead(200, { 'content-type': 'text/plain' }).end(found.body)
      else refuse(response, 404, 'NoSuchKey')
    }
  }

  async function put(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const header = (name: string) => request.headers[name]?.toString()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const lockMode = header('x-amz-object-lock-mode')
    const retainUntil = header('x-amz-object-lock-retain-until-date')
    const signed = header('authorization')?.startsWith('AWS4-HMAC-SHA256 ')
    // S3 takes a lock only with a checksum of the content.
    if (!signed || !header('x-amz-checksum-sha256')) refuse(response, 400, 'InvalidRequest')
    else if (lockMode !== 'COMPLIANCE' || !(Date.parse(retainUntil ?? '') > Date.now()))
      refuse(response, 403, 'AccessDenied')
    else if (header('if-none-match') === '*' && objects.has(path)) refuse(response, 412, 'PreconditionFailed')
    else {
      objects.set(path, { body: Buffer.concat(chunks).toString(), lockMode, retainUntil })
      response.writeHead(200).end()
    }
  }

  function list(response: ServerResponse, bucket: string, query: URLSearchParams): void {
    const prefix = query.get('prefix') ?? ''
    const after = query.get('start-after') ?? ''
    const keys = [...objects.keys()]
      .flatMap((path) => (path.startsWith(`${bucket}/`) ? [path.slice(bucket.length + 1)] : []))
      .filter((key) => key.startsWith(prefix) && key > after)
      .sort()
    const page = keys.slice(0, PAGE).map((key) => `<Contents><Key>${key}</Key></Contents>`)
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(
        `<?xml version="1.0"?><ListBucketResult><IsTruncated>${keys.length > PAGE}</IsTruncated>${page.join('')}</ListBucketResult>`,
      )
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
}
