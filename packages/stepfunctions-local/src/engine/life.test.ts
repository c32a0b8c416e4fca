import { expect, it } from 'vitest'
import { createLife } from './life.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('lets nothing go on that waits in an ended life', async () => {
  const life = createLife()
  const seen: string[] = []
  let resume = (_: string) => {}
  void life
    .park<string>((give) => {
      resume = give
      return () => seen.push('stopped')
    })
    .then((value) => seen.push(value))
  void life.wait(turn().then(() => 'late')).then((value) => seen.push(value))
  void life.wait(Promise.reject(new Error('late'))).catch(() => seen.push('failed'))
  life.end()
  resume('resumed')
  await turn()
  await turn()
  expect(seen).toEqual(['stopped'])
})

it('ends its children, and forgets those that ended before', () => {
  const life = createLife()
  const ended: string[] = []
  const first = life.child()
  const second = life.child()
  const grandchild = second.child()
  first.onEnd(() => ended.push('first'))
  grandchild.onEnd(() => ended.push('grandchild'))
  first.end()
  life.end()
  expect(ended).toEqual(['first', 'grandchild'])
  expect([first, second, grandchild].map((each) => each.ended)).toEqual([true, true, true])
})

it('runs a clean-up at once when the life is over already, and not when it was taken back', () => {
  const life = createLife()
  const ran: string[] = []
  const takeBack = life.onEnd(() => ran.push('taken back'))
  takeBack()
  life.end()
  life.onEnd(() => ran.push('late'))
  expect(ran).toEqual(['late'])
})

it('resumes once, even when the wait is over before it begins', async () => {
  const life = createLife()
  let stops = 0
  const value = await life.park<number>((resume) => {
    resume(1)
    resume(2)
    return () => {
      stops++
    }
  })
  expect(value).toBe(1)
  life.end()
  expect(stops).toBe(1)
})
