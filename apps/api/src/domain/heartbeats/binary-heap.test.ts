import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createHeap } from './binary-heap.ts'

it('gives the smallest first, whatever was pushed and popped in between', () => {
  const steps = fc.array(fc.oneof(fc.record({ push: fc.integer({ min: -9, max: 9 }) }), fc.constant('pop' as const)))
  fc.assert(
    fc.property(steps, (taken) => {
      const heap = createHeap<{ n: number }>(({ n }) => n)
      const sorted: number[] = []
      for (const step of taken) {
        if (step === 'pop') expect(heap.pop()?.n).toBe(sorted.shift())
        else {
          heap.push({ n: step.push })
          sorted.push(step.push)
          sorted.sort((a, b) => a - b)
        }
        expect(heap.peek()?.n).toBe(sorted[0])
      }
    }),
  )
})

it('keeps the rank an item was pushed with', () => {
  const heap = createHeap<{ n: number }>(({ n }) => n)
  const [first, second] = [{ n: 1 }, { n: 2 }]
  heap.push(first)
  heap.push(second)
  first.n = 3
  expect([heap.pop(), heap.pop(), heap.pop()]).toEqual([first, second, undefined])
})
