import { setTimeout as pause } from 'node:timers/promises'

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Callers of an api of which any replica may be gone: they take another one, or wait for the next, and ask again. */
export function createKnocker() {
  const ports: number[] = []
  let waiting: (() => void)[] = []
  let turn = 0

  async function somePort(): Promise<number> {
    for (;;) {
      turn += 1
      const port = ports[turn % ports.length]
      if (port !== undefined) return port
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }

  return {
    open(port: number): void {
      ports.push(port)
      for (const go of waiting) go()
      waiting = []
    },

    closed(port: number): void {
      const at = ports.indexOf(port)
      if (at >= 0) ports.splice(at, 1)
    },

    /** Again and again while nobody answers or the answer is an outage; any other answer is one. */
    async insist(method: string, path: string, key: string, body?: unknown): Promise<Answer> {
      for (;;) {
        const port = await somePort()
        try {
          const response = await fetch(`http://127.0.0.1:${port}${path}`, {
            method,
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          })
          const answer = { status: response.status, body: JSON.parse(await response.text()) }
          if (answer.status < 500) return answer
        } catch {
          // Died under the call: whether it took effect shows at the next look.
        }
        await pause(20)
      }
    },
  }
}
