import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Task tokens look like AWS's: 600 characters of base64, a constant head, `+ / =` in them.
 * T1: a token is derived from the secret, the execution and the path of the attempt, so a restart issues the same one.
 * T2: a token carries its own proof: an issued but closed one is told from a made-up one without keeping a list.
 * T3: the first answer closes the task within one turn of the event loop, so of two concurrent ones exactly one wins.
 */
export interface OpenTask {
  readonly executionArn: string
  readonly stateName: string
  readonly openedAt: number
  /** Resolves when the answer is durable; false when the task was closed before it. */
  answer(answer: TokenAnswer): Promise<boolean>
  heartbeat(): void
}

export type TokenAnswer =
  | { readonly kind: 'succeeded'; readonly output: string }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string }

export interface Tokens {
  mint(executionArn: string, path: string): string
  open(token: string, task: OpenTask): void
  close(token: string): void
  find(token: string): OpenTask | 'closed' | 'unknown'
  list(): Iterable<readonly [string, OpenTask]>
}

const head = Buffer.from('AAAAKgAAAAIAAAAAAAAAAA==', 'base64')
const seedBytes = 32
const tokenBytes = 448

export function createTokens(secret: Buffer): Tokens {
  const openTasks = new Map<string, OpenTask>()

  function build(seed: Buffer): Buffer {
    const rest = createHash('shake256', { outputLength: tokenBytes - head.length - seedBytes })
      .update(secret)
      .update(seed)
      .digest()
    return Buffer.concat([head, seed, rest])
  }

  function isGenuine(token: string): boolean {
    const bytes = Buffer.from(token, 'base64')
    if (bytes.length !== tokenBytes || bytes.toString('base64') !== token) return false
    return timingSafeEqual(build(bytes.subarray(head.length, head.length + seedBytes)), bytes)
  }

  return {
    mint(executionArn, path) {
      // One draw in some 2,500 has no `+` or no `/`; the next draw is taken so that every token needs URL-encoding.
      for (let draw = 0; ; draw++) {
        const seed = createHmac('sha256', secret).update(`${executionArn}\n${path}\n${draw}`).digest()
        const token = build(seed).toString('base64')
        if (token.includes('+') && token.includes('/')) return token
      }
    },
    open(token, task) {
      openTasks.set(token, task)
    },
    close(token) {
      openTasks.delete(token)
    },
    find(token) {
      return openTasks.get(token) ?? (isGenuine(token) ? 'closed' : 'unknown')
    },
    list: () => openTasks.entries(),
  }
}
