import type { Broken } from '../domain/audit-chain.ts'
import { CHAIN_START, compareHead, followChain } from '../domain/audit-chain.ts'
import type { ChainHead } from '../domain/audit-leaf.ts'
import type { AuditChain } from '../ports/audit-chain.ts'

interface Deps {
  readonly chain: AuditChain
}

/** Small enough to hold, large enough that round trips do not count. */
const PAGE = 2_000

/**
 * Recomputes the whole log up to the end it had at the start; what is appended meanwhile is left to the next run. Names
 * the first entry that is not what was written.
 */
export async function verifyAudit(
  deps: Deps,
  onProgress: (entries: number) => void = () => {},
): Promise<{ readonly kind: 'intact'; readonly head: ChainHead } | Broken> {
  const stored = await deps.chain.head()
  let head = CHAIN_START
  while (head.seq < stored.seq) {
    const page = await deps.chain.page(head.seq, Math.min(PAGE, stored.seq - head.seq))
    if (page.length === 0) break
    for (const entry of page) {
      const step = followChain(head, entry)
      if (step.kind === 'broken') return step
      head = step.head
    }
    onProgress(head.seq)
  }
  return compareHead(head, stored) ?? { kind: 'intact', head }
}
