import { sha256 } from '../../src/domain/canonical-json.ts'
import type { AuditTreeReader, Checkpoint } from '../../src/ports/audit/audit-tree.ts'
import type { AuditChain } from '../../src/ports/audit-chain.ts'

const NO = async (): Promise<never> => {
  throw new Error('not needed to verify')
}

/** The tables that an export's lines would have come from, every column fitting its leaf. */
export function readBuiltLog(lines: readonly string[], key: string): { chain: AuditChain; tree: AuditTreeReader } {
  const entries = lines
    .filter((line) => line.startsWith('{"a'))
    .map((leaf) => {
      const { seq, at, type, approvalId = null, previousHash } = JSON.parse(leaf)
      return {
        seq,
        at: new Date(at),
        type,
        approvalId,
        leaf,
        hash: sha256(leaf),
        previousHash: Buffer.from(previousHash, 'hex'),
      }
    })
  let inForce = key
  const checkpoints: Checkpoint[] = []
  for (const line of lines) {
    if (line.includes('"audit.key_rotated"')) inForce = JSON.parse(line).data.newKey
    if (!line.startsWith('{"checkpoint"')) continue
    const { size, note } = JSON.parse(line).checkpoint
    checkpoints.push({ size, note, key: inForce, at: new Date(0) })
  }
  const last = entries.at(-1)
  return {
    chain: {
      page: async (afterSeq, limit) => entries.slice(afterSeq, afterSeq + limit),
    },
    tree: {
      state: async () => ({
        now: new Date(0),
        head: { seq: entries.length, hash: last?.hash ?? Buffer.alloc(32) },
        first: checkpoints[0] ? { ...checkpoints[0], key } : null,
        newest: null,
        oldestUnsignedAt: null,
        keeping: [],
      }),
      after: async (size, limit) => checkpoints.filter((each) => each.size > size).slice(0, limit),
      subtrees: NO,
      leaves: NO,
      covering: NO,
      page: NO,
      unanchored: NO,
      countUnanchored: NO,
    },
  }
}
