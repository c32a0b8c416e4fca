import type { IncomingMessage } from 'node:http'

/** AWS, "Service quotas": a request is at most 1 MB; beyond twice that nobody is read to the end. */
const longest = 2 * 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longest) throw new Error('The request is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
