import { connect } from 'node:net'

/** Our processes say on one line of JSON that they are ready. */
export function isReadyLine(line) {
  if (!line.startsWith('{') || !line.includes('"ready"')) return false
  try {
    return JSON.parse(line).msg === 'ready'
  } catch {
    return false
  }
}

/** Whether somebody listens on the port. */
export function probePort(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Whether the address answers at all, whatever it answers. */
export async function probeHttp(url) {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000) })
    await response.arrayBuffer()
    return true
  } catch {
    return false
  }
}
