import { planInclusion } from '../../domain/audit/merkle-proof.ts'
import { tlogProof } from '../../domain/audit/tlog-proof.ts'
import type { AuditTreeReader, Checkpoint } from '../../ports/audit/audit-tree.ts'
import { carryOut } from './carry-out.ts'

/** That an entry is in the log the checkpoint was signed over, as a C2SP tlog-proof. */
export async function proveEntry(
  tree: AuditTreeReader,
  seq: number,
  { size, note }: Pick<Checkpoint, 'size' | 'note'>,
): Promise<string> {
  const hashes = await carryOut(tree, planInclusion(seq - 1, size))
  if (!hashes) throw new Error(`entry ${seq} cannot be proved: run npm run audit -- verify`)
  return tlogProof(seq - 1, hashes, note)
}
