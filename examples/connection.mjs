import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('..', import.meta.url))

/** Where `npm start` keeps its data; the ledger of the examples lies there too. */
export const countersignHome = () => resolve(process.env.COUNTERSIGN_HOME || join(repository, '.countersign'))

/**
 * The running demo: `{ webUrl, apiUrl, stepFunctionsEndpoint, dynamodbEndpoint, databaseUrl, apiKey }`.
 * Read at each call, because `npm start` may have chosen other ports since.
 */
export function readDemo() {
  const file = join(countersignHome(), 'demo.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Error(`${file} cannot be read. Is the demo running? Start it with: npm start`, { cause })
  }
}

/** The API and a key that may register: from the environment, else from the running demo. */
export function readApi() {
  const { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key } = process.env
  if (url && key) return { url, key }
  const demo = readDemo()
  return { url: url ?? demo.apiUrl, key: key ?? demo.apiKey }
}
