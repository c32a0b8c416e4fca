import { createHash } from 'node:crypto'

/** The Merkle tree of RFC 9162: 0x00 before a leaf, 0x01 before two hashes. */
const LEAF = Buffer.of(0x00)
const pair = Buffer.alloc(65, 0x01)

export const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export const leafHash = (leaf: Uint8Array): Buffer => createHash('sha256').update(LEAF).update(leaf).digest()

function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(pair, 1)
  right.copy(pair, 33)
  return sha256(pair)
}

/** A tree that only grows: it keeps one hash for each one in the binary form of its size. */
export class GrowingTree {
  #size: number
  readonly #hashes: Buffer[]

  /** From nothing, or from the hashes that an earlier tree of this size consisted of. */
  constructor(size = 0, hashes: readonly Buffer[] = []) {
    this.#size = size
    this.#hashes = [...hashes]
  }

  append(leaf: Buffer): void {
    let hash = leaf
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) hash = nodeHash(this.#hashes.pop() ?? hash, hash)
    this.#hashes.push(hash)
    this.#size += 1
  }

  root(): Buffer {
    const [last, ...others] = this.#hashes.toReversed()
    return last ? others.reduce((right, left) => nodeHash(left, right), last) : sha256('')
  }
}

/** How many hashes a tree of this size consists of. */
export const hashesIn = (size: number): number => size.toString(2).replaceAll('0', '').length

/** RFC 9162 2.1.3.2: the root that this proof leads to, or nothing when it has not the right length. */
export function rootOfProof(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | undefined {
  let place = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last <= 0) return undefined
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
  return last === 0 ? hash : undefined
}
