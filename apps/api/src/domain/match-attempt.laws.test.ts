import { approvalId, attemptId } from '@countersign/shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Life, Lineage, Match, Proofs } from './match-attempt.ts'
import { compare, matchAttempt } from './match-attempt.ts'
import {
  createTaskTree,
  type SampleToken,
  type TaskTree,
  type TreeShape,
  type TreeStep,
  treeShapes,
  treeSteps,
} from './task-tree.sample.ts'

interface Kept extends Lineage {
  readonly itemKey: string | null
  readonly tokens: readonly SampleToken[]
  readonly asks: SampleToken
}

const approvalOf = (n: number) => approvalId.parse(`apr_${String(n).padStart(36, '0')}`)
const attemptOf = ({ n }: SampleToken) => attemptId.parse(`att_${String(n).padStart(36, '0')}`)

/** What the service keeps of registrations, and nothing else of it. */
function createRegister(tree: TaskTree) {
  const kept: Kept[] = []
  const put = (approval: Kept) => {
    kept[kept.findIndex(({ id }) => id === approval.id)] = approval
  }
  const withToken = (approval: Kept, token: SampleToken): Pick<Kept, 'tokens' | 'orders' | 'newest'> => {
    const orders = [...approval.orders, token.order].sort((a, b) => compare(b, a))
    return { tokens: [...approval.tokens, token], orders, newest: orders[0] ?? token.order }
  }

  /** What the token means; `heard`: the engine can be reached. */
  function judge(token: SampleToken, heard: boolean): Match {
    const lifeOf = ({ alive }: SampleToken): Life => (heard ? (alive ? 'alive' : 'dead') : 'unknown')
    const group = kept.filter(({ itemKey }) => itemKey === token.itemKey)
    let proofs: Proofs = { own: undefined, of: new Map() }
    for (let round = 0; round < 4; round++) {
      const match = matchAttempt({ executionArn: 'arn', stateName: 'Review', ...token }, undefined, group, proofs)
      if (match.kind !== 'ask') return match
      const asked = group.filter(({ id }) => match.of.includes(id))
      const lives = asked.map(({ current, asks }) => [current, lifeOf(asks)] as const)
      proofs = { own: match.own ? lifeOf(token) : proofs.own, of: new Map([...proofs.of, ...lives]) }
    }
    throw new Error('the engine is asked for ever')
  }

  function register(token: SampleToken, heard: boolean): void {
    if (kept.some(({ tokens }) => tokens.includes(token))) return
    const match = judge(token, heard)
    const { order, enteredTime, itemKey } = token
    const asking = { status: 'pending' as const, closeReason: null, enteredTime, asks: token }
    const open = { ...asking, current: attemptOf(token), currentOrder: order }
    if (match.kind === 'new') {
      const facts = { itemKey, orders: [order] as const, newest: order, tokens: [token], follows: match.follows }
      kept.push({ id: approvalOf(kept.length), ...open, ...facts })
    } else {
      const found = kept.find((each) => 'id' in match && each.id === match.id)
      if (!found) throw new Error(`${match.kind} of nothing`)
      put({ ...found, ...withToken(found, token), ...(match.kind === 'join' ? open : {}) })
    }
  }

  return {
    kept,
    register,
    /** Flows 4 and 5: what no longer waits leaves the inbox. */
    sweep(): void {
      for (const each of kept)
        if (each.status === 'pending' && !each.asks.alive)
          put({ ...each, status: 'expired', closeReason: 'task_timed_out' })
    },
    decide(pick: number, approve: boolean): void {
      const open = kept.filter(({ status, asks }) => status === 'pending' && asks.alive)
      const chosen = open[pick % Math.max(open.length, 1)]
      if (!chosen) return
      put({ ...chosen, status: approve ? 'approved' : 'rejected' })
      if (approve) tree.end(chosen.asks.item)
      else tree.retry(chosen.asks.item)
    },
  }
}
type Register = ReturnType<typeof createRegister>

/** Runs the steps; `look` sees the world after each of them. */
function live(shape: TreeShape, steps: readonly TreeStep[], heardAlways: boolean, look: (register: Register) => void) {
  const tree = createTaskTree(shape)
  const register = createRegister(tree)
  for (const step of steps) {
    if (step.do === 'register') {
      const token = tree.tokens[step.token % tree.tokens.length]
      if (token) register.register(token, heardAlways || step.heard)
    } else if (step.do === 'sweep') register.sweep()
    else if (step.do === 'decide') register.decide(step.pick, step.approve)
    else tree.move(step)
    look(register)
  }
  return { tree, register }
}

/** No living token that was registered is without its pending approval, in which nobody else asks. */
function nobodyHangs({ kept }: Register): void {
  const registered = kept.flatMap(({ tokens }) => tokens)
  expect(new Set(registered).size).toBe(registered.length)
  for (const token of registered.filter(({ alive }) => alive)) {
    const asking = kept.filter(({ status, asks }) => status === 'pending' && asks === token)
    expect(asking, `token ${token.n}`).toHaveLength(1)
  }
}

describe('whatever order registrations arrive in, and however often', { timeout: 30_000 }, () => {
  it('no living token hangs, none is superseded, and no two are merged, whether or not the engine answers', () => {
    fc.assert(
      fc.property(treeShapes, treeSteps, fc.boolean(), (shape, steps, heard) => {
        live(shape, steps, heard, nobodyHangs)
      }),
      { numRuns: 1_000 },
    )
  })

  it('the inbox ends up with exactly the tasks that wait', () => {
    fc.assert(
      fc.property(treeShapes, treeSteps, fc.boolean(), fc.nat(), (shape, steps, heard, seed) => {
        const { tree, register } = live(shape, steps, heard, () => {})
        for (const token of shuffled(tree.tokens, seed)) register.register(token, heard)
        register.sweep()
        nobodyHangs(register)
        const asked = register.kept.filter(({ status }) => status === 'pending').map(({ asks }) => asks)
        expect(new Set(asked)).toEqual(new Set(tree.tokens.filter(({ alive }) => alive)))
      }),
      { numRuns: 700 },
    )
  })

  it('keyed tasks end up in the approvals, and with the newest attempts, of delivery in order', () => {
    const undecided = treeSteps.map((steps) => steps.filter((step) => step.do !== 'decide'))
    // A redrive and a loop together leave open which visit an older message belongs to.
    const plain = fc
      .tuple(undecided, fc.constantFrom('loop', 'redrive'))
      .map(([steps, without]) => steps.filter((step) => step.do !== without))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), plain, fc.boolean(), fc.nat(), (items, steps, heard, seed) => {
        const { tree, register } = live({ items, keyed: true, entered: true }, steps, heard, () => {})
        for (const token of shuffled(tree.tokens, seed)) register.register(token, heard)
        const taskOf = (token: SampleToken) => `${token.item}.${token.visit}`
        const inOrder = groupBy(tree.tokens, taskOf)
        expect(register.kept).toHaveLength(inOrder.size)
        for (const { tokens, newest } of register.kept) {
          const [first] = tokens
          const those = (first && inOrder.get(taskOf(first))) ?? []
          expect(new Set(tokens)).toEqual(new Set(those))
          expect(newest).toEqual(those.at(-1)?.order)
        }
      }),
      { numRuns: 700 },
    )
  })

  it('the tree does what it should: retries, loops, redrives and siblings all happen', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(treeShapes, treeSteps, (shape, steps) => {
        const { tree, register } = live(shape, steps, true, () => {})
        for (const { order, visit, item } of tree.tokens) {
          if (order.retryCount > 0) seen.add('retry')
          if (order.redriveCount > 0) seen.add('redrive')
          if (visit > 0) seen.add('loop')
          if (item > 0) seen.add('sibling')
        }
        for (const { tokens, follows } of register.kept) {
          if (tokens.length > 1) seen.add('joined')
          if (follows !== null) seen.add('followed')
          if (tokens.some((token, n) => n > 0 && compare(token.order, tokens[n - 1]?.order ?? token.order) < 0))
            seen.add('late')
        }
      }),
      { numRuns: 300 },
    )
    expect([...seen].sort()).toEqual(['followed', 'joined', 'late', 'loop', 'redrive', 'retry', 'sibling'])
  })
})

function groupBy(tokens: readonly SampleToken[], keyOf: (token: SampleToken) => string): Map<string, SampleToken[]> {
  const groups = new Map<string, SampleToken[]>()
  for (const token of tokens) groups.set(keyOf(token), [...(groups.get(keyOf(token)) ?? []), token])
  return groups
}

const shuffled = (tokens: readonly SampleToken[], seed: number): SampleToken[] =>
  [...tokens].sort((a, b) => ((a.n * 7919 + seed) % 101) - ((b.n * 7919 + seed) % 101))
