import { expect, it } from 'vitest'
import { NOW } from '../approval.sample.ts'
import { addSeconds } from '../deadline.ts'
import { claim } from './claim.ts'

const ANA = { id: 'usr_ana', name: 'Ana' }
const BO = { id: 'usr_bo', name: 'Bo' }
const mine = { by: ANA, until: addSeconds(NOW, 300) }
const heldBy = (by: typeof ANA, seconds: number) => ({ claim: { by, until: addSeconds(NOW, seconds) } })

it('is for five minutes from now, also for who has it already', () => {
  expect(claim({ claim: null }, ANA, false, NOW)).toEqual({ kind: 'claimed', claim: mine, from: null })
  expect(claim(heldBy(ANA, 60), ANA, false, NOW)).toEqual({ kind: 'claimed', claim: mine, from: null })
})

it('is taken from somebody else by who says so, and the answer tells from whom', () => {
  expect(claim(heldBy(BO, 60), ANA, false, NOW)).toEqual({
    kind: 'refused',
    refusal: {
      code: 'already-claimed',
      sentence: 'Bo looks after it at the moment. Take it over with takeOver, or vote all the same.',
    },
  })
  expect(claim(heldBy(BO, 60), ANA, true, NOW)).toEqual({ kind: 'claimed', claim: mine, from: BO })
})

it('is free again in the moment it ends', () => {
  expect(claim(heldBy(BO, 0), ANA, false, NOW)).toEqual({ kind: 'claimed', claim: mine, from: null })
  expect(claim(heldBy(BO, 1), ANA, false, NOW)).toMatchObject({ kind: 'refused' })
})
