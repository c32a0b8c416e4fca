import { parseCanonical } from './canonical-json.ts'

/** One entry of the log, as its leaf says it. */
export interface Leaf {
  readonly seq: number
  readonly at: string
  readonly type: string
  readonly approvalId: string | null
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string }
  readonly data: Readonly<Record<string, unknown>>
  readonly previousHash: string
}

const MEMBERS = 'actor,approvalId,at,data,previousHash,seq,type,v'
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const HASH = /^[0-9a-f]{64}$/

/** The entry, or what is wrong with the line. */
export function readLeaf(text: string): Leaf | string {
  const parsed = parseCanonical(text)
  if (!parsed) return 'it is not in canonical form (RFC 8785), so it is not what was written'
  const leaf = parsed.value as Leaf & { readonly v: number }
  if (typeof leaf !== 'object' || leaf === null || Object.keys(leaf).join() !== MEMBERS || leaf.v !== 1)
    return 'it has not the members of an entry'
  const { seq, at, type, approvalId, actor, data, previousHash } = leaf
  const whole =
    Number.isSafeInteger(seq) &&
    seq >= 1 &&
    INSTANT.test(at) &&
    typeof type === 'string' &&
    (approvalId === null || typeof approvalId === 'string') &&
    Object.values(actor ?? {}).every((each) => typeof each === 'string') &&
    Object.keys(actor ?? {}).join() === 'id,kind,name' &&
    typeof data === 'object' &&
    data !== null &&
    HASH.test(previousHash)
  return whole ? leaf : 'a member of it has not the form it was written in'
}
