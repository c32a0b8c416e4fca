import type { ProofPlan } from '../../domain/audit/merkle-proof.ts'
import { appendLeaves, EMPTY_RANGE, foldRight, leafHash, rootOf, type Subtree } from '../../domain/audit/merkle-tree.ts'
import { type AuditTreeReader, STORED_LEVEL } from '../../ports/audit/audit-tree.ts'

type Tree = Pick<AuditTreeReader, 'subtrees' | 'leaves'>

/** The hashes of a proof, by two reads whatever the length of the log. `undefined`: something of the log is missing. */
export async function carryOut(tree: Tree, plan: ProofPlan): Promise<readonly Buffer[] | undefined> {
  const wanted = plan.flat()
  const small = wanted.filter(({ level }) => level < STORED_LEVEL)
  const stored = await tree.subtrees(wanted.filter(({ level }) => level >= STORED_LEVEL))
  const leaves = await tree.leaves(small.flatMap(seqsOf))
  const hashOf = (subtree: Subtree): Buffer | undefined =>
    subtree.level >= STORED_LEVEL ? stored.get(`${subtree.level}/${subtree.index}`) : compute(subtree, leaves)
  const rows = plan.map((row) => row.map(hashOf))
  const whole = rows.map((row) => row.filter((hash) => hash !== undefined))
  return whole.every((row, place) => row.length === rows[place]?.length) ? whole.map(foldRight) : undefined
}

/** The leaf at index 0 is the entry 1. */
const seqsOf = ({ level, index }: Subtree): readonly number[] =>
  Array.from({ length: 2 ** level }, (_, place) => index * 2 ** level + place + 1)

function compute(subtree: Subtree, leaves: ReadonlyMap<number, string>): Buffer | undefined {
  const hashes = seqsOf(subtree).flatMap((seq) => {
    const leaf = leaves.get(seq)
    return leaf === undefined ? [] : [leafHash(leaf)]
  })
  return hashes.length === 2 ** subtree.level ? rootOf(appendLeaves(EMPTY_RANGE, hashes).range) : undefined
}
