import { Agent, request } from 'node:http'

/** A client over kept-alive connections; `fetch` costs more than what is measured. */
export function createHttpClient(baseUrl, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    post: (path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(JSON.stringify(body))
        const sent = request(
          new URL(path, baseUrl),
          {
            method: 'POST',
            agent,
            headers: { 'content-type': 'application/json', 'content-length': bytes.length, ...headers },
          },
          (response) => {
            const chunks = []
            response.on('data', (chunk) => chunks.push(chunk))
            response.on('end', () =>
              resolve({
                status: response.statusCode,
                headers: response.headers,
                body: JSON.parse(Buffer.concat(chunks).toString() || 'null'),
              }),
            )
          },
        )
        sent.on('error', reject)
        sent.end(bytes)
      }),
    close: () => agent.destroy(),
  }
}
