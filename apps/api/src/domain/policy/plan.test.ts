import { expect, it } from 'vitest'
import { plan } from './plan.ts'
import { samplePlan } from './vote.sample.ts'

const kept = () =>
  JSON.parse(
    JSON.stringify(
      samplePlan({
        stages: [
          {
            ...{ id: 'a', name: 'A', escalate: { afterSeconds: 60, to: { teams: ['board'] } } },
            require: { all: [{ votes: 1 }, { any: [{ votes: 2, from: { people: ['usr_ana'] } }] }] },
          },
        ],
      }),
    ),
  )

it('is read back as it was kept, nested rules included', () => {
  expect(plan.parse(kept())).toEqual(kept())
})

it('is not read where a rule is none, or holds what nobody knows', () => {
  const withRule = (change: object) => {
    const changed = kept()
    Object.assign(changed.stages[0].rule.of[0], change)
    return plan.safeParse(changed).success
  }
  expect(withRule({})).toBe(true)
  for (const change of [{ kind: 'veto' }, { votes: 'two' }, { from: [{ kind: 'team' }] }, { more: 1 }])
    expect(withRule(change)).toBe(false)
  const { stages, ...rest } = kept()
  expect(plan.safeParse({ ...rest, stages: [] }).success).toBe(false)
  stages[0].rule.of[1].veto = true
  expect(plan.safeParse({ ...rest, stages }).success).toBe(false)
})
