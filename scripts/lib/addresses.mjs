import { findFreePort } from './free-port.mjs'

const wanted = (name, fallback) => Number(process.env[name] || fallback)

/**
 * Where a part that has no setting of its own listens. PORT=0 asks for any port, for all parts: several starts at once,
 * as tests make them, would otherwise find the same usual port free and take it from each other.
 */
export const usualPort = (port) => (process.env.PORT === '0' ? 0 : port)

/**
 * The port of each process: the usual one, or the next that is free; what had to move is told. Called right before they
 * start, because until then another program may take what was free.
 */
export async function choosePorts() {
  const remarks = []
  const choose = async (name, port) => {
    const free = await findFreePort(port)
    if (port !== 0 && free !== port) remarks.push(`port ${port} is in use: ${name} listens on ${free}`)
    return free
  }
  return {
    door: await choose('Countersign', wanted('PORT', 3000)),
    api: await choose('the API', wanted('API_PORT', 8080)),
    stepFunctions: await choose('the local Step Functions', usualPort(8083)),
    dynamodb: await choose('the local DynamoDB', usualPort(8000)),
    web: await findFreePort(0),
    remarks,
  }
}
