import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ProofPlan, planConsistency, planInclusion, verifyConsistency, verifyInclusion } from './merkle-proof.ts'
import {
  appendLeaves,
  EMPTY_RANGE,
  foldRight,
  leafHash,
  nodeHash,
  rootOf,
  type Subtree,
  subtreesOf,
} from './merkle-tree.ts'

const sha = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 9162 2.1.1, word for word. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (!only) return sha()
  if (leaves.length === 1) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha(Buffer.from([1]), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

/** The inputs and roots of the reference implementations of Certificate Transparency. */
const VECTOR_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => sha(Buffer.from([0]), Buffer.from(hex, 'hex')))
const VECTOR_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const leavesOf = (size: number) => Array.from({ length: size }, (_, n) => leafHash(`leaf ${n}`))
const hashOf = (leaves: readonly Buffer[], { level, index }: Subtree) =>
  naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))
const carryOut = (plan: ProofPlan, leaves: readonly Buffer[]) =>
  plan.map((row) => foldRight(row.map((subtree) => hashOf(leaves, subtree))))

const sizes = fc.integer({ min: 1, max: 70 })

describe('the Merkle tree', () => {
  it('has the roots of the published vectors', () => {
    expect(rootOf(EMPTY_RANGE).toString('hex')).toBe(sha().toString('hex'))
    expect(leafHash('').toString('hex')).toBe(VECTOR_ROOTS[0])
    VECTOR_ROOTS.forEach((root, n) => {
      expect(rootOf(appendLeaves(EMPTY_RANGE, VECTOR_LEAVES.slice(0, n + 1)).range).toString('hex')).toBe(root)
    })
  })

  it('grows in batches to the root of all leaves, naming each subtree that becomes complete', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), (batches) => {
        const leaves = leavesOf(batches.reduce((sum, batch) => sum + batch, 0))
        let range = EMPTY_RANGE
        const completed = []
        for (const batch of batches) {
          const next = appendLeaves(range, leaves.slice(range.size, range.size + batch))
          completed.push(...next.completed)
          range = next.range
        }
        expect(rootOf(range).equals(naiveRoot(leaves))).toBe(true)
        expect(range.hashes).toHaveLength(subtreesOf(0, leaves.length).length)
        for (const subtree of completed) expect(subtree.hash.equals(hashOf(leaves, subtree))).toBe(true)
        // A tree of n leaves has n - (ones in n) complete subtrees above its leaves.
        expect(completed).toHaveLength(leaves.length - subtreesOf(0, leaves.length).length)
      }),
    )
  })

  it('proves each leaf, and nothing else in its place', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, n) => {
        const leaves = leavesOf(size)
        const index = n % size
        const root = naiveRoot(leaves)
        const leaf = leaves[index] ?? root
        const proof = carryOut(planInclusion(index, size), leaves)
        expect(verifyInclusion(proof, { index, size, leaf, root })).toBe(true)
        expect(verifyInclusion(proof, { index, size, leaf: leafHash('another'), root })).toBe(false)
        expect(verifyInclusion(proof, { index: index + size, size, leaf, root })).toBe(false)
        expect(verifyInclusion([...proof, root], { index, size, leaf, root })).toBe(false)
        if (proof.length > 0) expect(verifyInclusion(proof.slice(1), { index, size, leaf, root })).toBe(false)
        for (let at = 0; at < size; at += 1)
          if (at !== index) expect(verifyInclusion(proof, { index: at, size, leaf, root })).toBe(false)
      }),
    )
  })

  it('proves nothing of a leaf or a beginning that the tree does not have', () => {
    expect(planInclusion(0, 1)).toEqual([])
    expect(() => planInclusion(3, 3)).toThrow(new RangeError('there is no leaf 3 in a tree of 3'))
    expect(() => planInclusion(-1, 3)).toThrow(new RangeError('there is no leaf -1 in a tree of 3'))
    expect(() => planInclusion(Number.NaN, 3)).toThrow(RangeError)
    expect(planConsistency(0, 3)).toEqual([])
    expect(planConsistency(3, 3)).toEqual([])
    expect(() => planConsistency(4, 3)).toThrow(new RangeError('a tree of 4 is no beginning of one of 3'))
    expect(() => planConsistency(-1, 3)).toThrow(new RangeError('a tree of -1 is no beginning of one of 3'))
  })

  it('names the largest complete subtrees of leaves in a row, wherever the row begins', () => {
    expect(subtreesOf(3, 9)).toEqual([
      { level: 0, index: 3 },
      { level: 2, index: 1 },
      { level: 0, index: 8 },
    ])
  })

  it('proves nothing by a path that is longer or shorter than the sizes say, though every hash of it fits', () => {
    const [first, second, third, fourth] = leavesOf(4) as [Buffer, Buffer, Buffer, Buffer]
    const pair = nodeHash(first, second)
    expect(verifyInclusion([first], { index: 0, size: 1, leaf: second, root: pair })).toBe(false)

    expect(verifyConsistency([], { size: 2, root: pair }, { size: 4, root: pair })).toBe(false)
    expect(verifyConsistency([], { size: 4, root: pair }, { size: 2, root: pair })).toBe(false)
    expect(verifyConsistency([pair], { size: 2, root: pair }, { size: 2, root: pair })).toBe(false)

    const three = { size: 3, root: nodeHash(pair, third) }
    const four = { size: 4, root: nodeHash(pair, nodeHash(third, fourth)) }
    const above = ({ size, root }: typeof four) => ({ size, root: nodeHash(pair, root) })
    expect(verifyConsistency([third, fourth, pair], three, four)).toBe(true)
    expect(verifyConsistency([third, fourth, pair, pair], above(three), above(four))).toBe(false)
  })

  it('does not grow from a range that lost a hash', () => {
    expect(() => appendLeaves({ size: 1, hashes: [] }, leavesOf(1))).toThrow(
      'a compact range has fewer hashes than its size demands',
    )
  })

  it('proves that a tree continues another, and refuses a beginning that was changed', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (to, n, place) => {
        const from = n % (to + 1)
        const leaves = leavesOf(to)
        const older = { size: from, root: naiveRoot(leaves.slice(0, from)) }
        const newer = { size: to, root: naiveRoot(leaves) }
        const proof = carryOut(planConsistency(from, to), leaves)
        expect(verifyConsistency(proof, older, newer)).toBe(true)
        if (from === 0) expect(verifyConsistency([newer.root], older, newer)).toBe(false)
        if (from === to) expect(verifyConsistency([], older, { ...newer, root: leafHash('another') })).toBe(false)
        if (proof.length > 0) expect(verifyConsistency([], older, newer)).toBe(false)
        if (from === 0) return
        const forked = leaves.with(place % from, leafHash('another'))
        expect(verifyConsistency(proof, { ...older, root: naiveRoot(forked.slice(0, from)) }, newer)).toBe(false)
        const forkedProof = carryOut(planConsistency(from, to), forked)
        expect(verifyConsistency(forkedProof, older, { ...newer, root: naiveRoot(forked) })).toBe(false)
        if (from < to) expect(verifyConsistency(proof, newer, older)).toBe(false)
        if (from < to) expect(verifyConsistency([...proof, older.root], older, newer)).toBe(false)
      }),
    )
  })
})
