import { createHash } from 'node:crypto'

/**
 * The Merkle tree of RFC 9162 (the hashes are those of RFC 6962). A complete subtree is named by its level (0: one leaf)
 * and its place among those of that level; every tree is a row of complete subtrees, larger ones first.
 */
export interface Subtree {
  readonly level: number
  readonly index: number
}

export interface HashedSubtree extends Subtree {
  readonly hash: Buffer
}

/** The complete subtrees a tree of this size consists of: all that is needed to append to it and to know its root. */
export interface CompactRange {
  readonly size: number
  readonly hashes: readonly Buffer[]
}

/** The first `size` entries of the log have this root. */
export interface TreeHead {
  readonly size: number
  readonly root: Buffer
}

export const EMPTY_RANGE: CompactRange = { size: 0, hashes: [] }

const LEAF = Buffer.from([0x00])
const NODE = Buffer.from([0x01])

export const leafHash = (leaf: string): Buffer => createHash('sha256').update(LEAF).update(leaf, 'utf8').digest()

export const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256').update(NODE).update(left).update(right).digest()

/** What leaves make of a range. `completed` are the subtrees above the leaves that they fill, in order. */
export function appendLeaves(
  range: CompactRange,
  leaves: readonly Buffer[],
): { readonly range: CompactRange; readonly completed: readonly HashedSubtree[] } {
  const hashes = [...range.hashes]
  const completed: HashedSubtree[] = []
  let { size } = range
  for (const leaf of leaves) {
    let hash = leaf
    let level = 0
    // Each trailing one of the size's binary form is a subtree on the left that is now complete on the right.
    for (let index = size; index % 2 === 1; index = (index - 1) / 2) {
      hash = nodeHash(hashes.pop() ?? missing(), hash)
      level += 1
      completed.push({ level, index: (index - 1) / 2, hash })
    }
    hashes.push(hash)
    size += 1
  }
  return { range: { size, hashes }, completed }
}

/** The root: subtrees folded from the right, as an incomplete tree is shaped. The empty tree's is the hash of nothing. */
export const rootOf = ({ hashes }: CompactRange): Buffer =>
  hashes.length === 0 ? createHash('sha256').digest() : foldRight(hashes)

export const foldRight = (hashes: readonly Buffer[]): Buffer =>
  hashes.reduceRight((right, left) => nodeHash(left, right))

/** The complete subtrees of leaves `begin` to `end` (exclusive), left to right. */
export function subtreesOf(begin: number, end: number): readonly Subtree[] {
  const subtrees: Subtree[] = []
  let at = begin
  while (at < end) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level += 1
    subtrees.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return subtrees
}

function missing(): never {
  throw new Error('a compact range has fewer hashes than its size demands')
}
