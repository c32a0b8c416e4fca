import { nodeHash, type Subtree, subtreesOf } from './merkle-tree.ts'

/**
 * A proof is a row of hashes; each is the root of some leaves in a row, given here as their complete subtrees. Whoever
 * keeps the subtrees' hashes folds each row from the right (`foldRight`).
 */
export type ProofPlan = readonly (readonly Subtree[])[]

/** RFC 9162 2.1.3.1: that the leaf at `index` is in the tree of this size. The leaf's sibling first. */
export function planInclusion(index: number, size: number): ProofPlan {
  if (!(index >= 0 && index < size)) throw new RangeError(`there is no leaf ${index} in a tree of ${size}`)
  return path(index, 0, size)
}

function path(index: number, begin: number, end: number): ProofPlan {
  if (end - begin === 1) return []
  const middle = begin + splitOf(end - begin)
  return index < middle
    ? [...path(index, begin, middle), subtreesOf(middle, end)]
    : [...path(index, middle, end), subtreesOf(begin, middle)]
}

/** RFC 9162 2.1.4.1: that the tree of `from` leaves is the beginning of the one of `to` leaves. */
export function planConsistency(from: number, to: number): ProofPlan {
  if (!(from >= 0 && from <= to)) throw new RangeError(`a tree of ${from} is no beginning of one of ${to}`)
  return from === 0 ? [] : subproof(from, 0, to, true)
}

/** `whole`: the part looked at is exactly the older tree, whose root the verifier has already. */
function subproof(from: number, begin: number, end: number, whole: boolean): ProofPlan {
  if (from === end) return whole ? [] : [subtreesOf(begin, end)]
  const middle = begin + splitOf(end - begin)
  return from <= middle
    ? [...subproof(from, begin, middle, whole), subtreesOf(middle, end)]
    : [...subproof(from, middle, end, false), subtreesOf(begin, middle)]
}

/** The largest power of two below the size: the left half of an incomplete tree. */
const splitOf = (size: number): number => 2 ** Math.ceil(Math.log2(size) - 1)

/** RFC 9162 2.1.3.2. */
export function verifyInclusion(
  proof: readonly Buffer[],
  { index, size, leaf, root }: { index: number; size: number; leaf: Buffer; root: Buffer },
): boolean {
  if (index >= size) return false
  let place = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash)
      while (place % 2 === 0 && place !== 0) {
        place /= 2
        last = Math.floor(last / 2)
      }
    } else hash = nodeHash(hash, sibling)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && hash.equals(root)
}

/** RFC 9162 2.1.4.2, with the empty tree as the beginning of every tree. */
export function verifyConsistency(
  proof: readonly Buffer[],
  older: { readonly size: number; readonly root: Buffer },
  newer: { readonly size: number; readonly root: Buffer },
): boolean {
  if (older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root)
  if (older.size === 0) return proof.length === 0
  const [first, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof
  if (!first) return false
  let place = older.size - 1
  let last = newer.size - 1
  while (place % 2 === 1) {
    place = (place - 1) / 2
    last = Math.floor(last / 2)
  }
  let olderHash = first
  let newerHash = first
  for (const hash of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      olderHash = nodeHash(hash, olderHash)
      newerHash = nodeHash(hash, newerHash)
      while (place % 2 === 0 && place !== 0) {
        place /= 2
        last = Math.floor(last / 2)
      }
    } else newerHash = nodeHash(newerHash, hash)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && olderHash.equals(older.root) && newerHash.equals(newer.root)
}

const isPowerOfTwo = (size: number): boolean => Number.isInteger(Math.log2(size))
