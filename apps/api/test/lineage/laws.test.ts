import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TaskToken } from '../../src/domain/task-token.ts'
import { createTaskTree, type SampleToken, treeShapes, treeSteps } from '../../src/domain/task-tree.sample.ts'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { aRegistration, aSource, aToken } from '../builders.ts'
import { accepted, useTestCore } from '../support/test-core.ts'

const core = useTestCore()

/** The tree of match-attempt.laws.test.ts through the use case and PostgreSQL; registrations also arrive at once. */
function growTree(shape: Parameters<typeof createTaskTree>[0]) {
  const tree = createTaskTree(shape)
  const { executionArn } = aSource()
  const tokens = new Map<SampleToken, TaskToken>()
  const owners = new Map<string, SampleToken>()
  const tokenOf = (sample: SampleToken): TaskToken => {
    const known = tokens.get(sample)
    if (known) return known
    const token = aToken()
    tokens.set(sample, token)
    owners.set(hashOf(token), sample)
    return token
  }
  const hashOf = (token: TaskToken) => Buffer.from(core.deps.sealer.hash(token)).toString('hex')
  const deps = {
    ...core.deps,
    engine: {
      ...core.deps.engine,
      heartbeat: async (_: string, token: TaskToken) => {
        const alive = owners.get(hashOf(token))?.alive
        return alive
          ? ({ kind: 'accepted', requestId: null } as const)
          : ({ kind: 'gone', error: 'TaskTimedOut', requestId: null } as const)
      },
    },
  }

  return {
    tree,
    async register(sample: SampleToken) {
      const { order, enteredTime, itemKey } = sample
      const source = aSource({ executionArn, enteredTime })
      const request = itemKey === null ? {} : { key: itemKey }
      return accepted(
        await requestApproval(deps, aRegistration({ ...order, source, taskToken: tokenOf(sample), request })),
      )
    },
    async sweep() {
      const pending = await core.sql<{ id: string; hash: Buffer }>(
        `select a.id, t.token_hash as hash from approval a join attempt t on t.approval_id = a.id and t.status = 'live'
         where a.execution_arn = $1 and a.status = 'pending'`,
        [executionArn],
      )
      for (const { id, hash } of pending) {
        if (owners.get(hash.toString('hex'))?.alive) continue
        await core.sql(
          `update approval set status = 'expired', version = version + 1, closed_at = now(), close_reason = 'task_timed_out' where id = $1`,
          [id],
        )
        await core.sql(
          `update attempt set status = 'closed', closed_at = now() where approval_id = $1 and status = 'live'`,
          [id],
        )
      }
    },
    /** The tokens that asking approvals wait for, and those that are registered at all. */
    async state() {
      const rows = await core.sql<{ hash: Buffer; asks: boolean }>(
        `select t.token_hash as hash, t.status = 'live' and a.status = 'pending' as asks
         from approval a join attempt t on t.approval_id = a.id where a.execution_arn = $1`,
        [executionArn],
      )
      const samples = rows.map(({ hash, asks }) => ({ sample: owners.get(hash.toString('hex')), asks }))
      return {
        registered: samples.map(({ sample }) => sample),
        asking: new Set(samples.flatMap(({ sample, asks }) => (asks ? [sample] : []))),
      }
    },
  }
}

it('no living token hangs and no two are merged, however registrations arrive, also at once', async () => {
  await fc.assert(
    fc.asyncProperty(treeShapes, treeSteps, fc.nat(), async (shape, steps, seed) => {
      const { tree, register, sweep, state } = growTree(shape)
      for (const step of steps) {
        if (step.do === 'sweep') await sweep()
        else if (step.do === 'register') {
          const picked = [tree.tokens[step.token % tree.tokens.length], ...(step.heard ? tree.tokens.slice(-2) : [])]
          await Promise.all(picked.flatMap((each) => (each ? [register(each)] : [])))
        } else if (step.do !== 'decide') tree.move(step)
      }
      const living = () => tree.tokens.filter(({ alive }) => alive)
      const { registered, asking } = await state()
      expect(new Set(registered).size).toBe(registered.length)
      for (const token of living()) if (registered.includes(token)) expect(asking).toContain(token)
      const rest = tree.tokens.toSorted((a, b) => ((a.n * 7919 + seed) % 101) - ((b.n * 7919 + seed) % 101))
      for (const token of rest) await register(token)
      await sweep()
      expect((await state()).asking).toEqual(new Set(living()))
    }),
    { numRuns: 25, endOnFailure: true },
  )
}, 120_000)
