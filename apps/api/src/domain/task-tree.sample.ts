import fc from 'fast-check'
import type { AttemptOrder } from './match-attempt.ts'

/** One task token, as its context object would tell it. */
export interface SampleToken {
  readonly n: number
  readonly item: number
  readonly visit: number
  readonly order: AttemptOrder
  readonly enteredTime: string | null
  readonly itemKey: string | null
  alive: boolean
}

/** Items of a Map in one state: with keys or without, and whether registrations tell when the state was entered. */
export interface TreeShape {
  readonly items: number
  readonly keyed: boolean
  readonly entered: boolean
}
export const treeShapes: fc.Arbitrary<TreeShape> = fc.record({
  items: fc.integer({ min: 1, max: 3 }),
  keyed: fc.boolean(),
  entered: fc.boolean(),
})

const item = fc.nat(2)
/** What may happen, in any order: the workflow goes on, a message arrives, a sweep passes, somebody decides. */
export const treeSteps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('retry' as const, 'loop' as const, 'end' as const), item }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('redrive' as const), keepsEntry: fc.boolean() }) },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('register' as const), token: fc.nat(40), heard: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('decide' as const), pick: fc.nat(8), approve: fc.boolean() }) },
  ),
  { maxLength: 40 },
)
export type TreeStep = typeof treeSteps extends fc.Arbitrary<(infer S)[]> ? S : never

/** The tokens that Step Functions hands out, and which of them it still waits for. */
export function createTaskTree({ items, keyed, entered }: TreeShape) {
  const tokens: SampleToken[] = []
  let redrives = 0
  const issue = (of: number, visit: number, order: AttemptOrder, enteredTime: string) => {
    const itemKey = keyed ? `item-${of}` : null
    const token = {
      n: tokens.length,
      item: of,
      visit,
      order,
      enteredTime: entered ? enteredTime : null,
      itemKey,
      alive: true,
    }
    tokens.push(token)
    times.set(of, enteredTime)
  }
  /** When each item's state was entered last; those of one Map enter in the same millisecond. */
  const times = new Map<number, string>()
  const finished = new Set<number>()
  const livingOf = (of: number) => tokens.findLast((token) => token.item === of % items && token.alive)

  for (let of = 0; of < items; of++) issue(of, 0, { redriveCount: 0, retryCount: 0 }, timeOf(0, 0))

  function retry(of: number): void {
    const token = livingOf(of)
    if (!token) return
    token.alive = false
    const { redriveCount, retryCount } = token.order
    issue(token.item, token.visit, { redriveCount, retryCount: retryCount + 1 }, times.get(token.item) ?? '')
  }
  function loop(of: number): void {
    const token = livingOf(of)
    if (!token) return
    token.alive = false
    issue(token.item, token.visit + 1, { redriveCount: redrives, retryCount: 0 }, timeOf(redrives, token.visit + 1))
  }
  function end(of: number): void {
    const token = livingOf(of)
    if (!token) return
    token.alive = false
    finished.add(token.item)
  }
  /** The execution was stopped; what had not finished starts anew. */
  function redrive(keepsEntry: boolean): void {
    if (finished.size === items) return
    redrives += 1
    for (let of = 0; of < items; of++) {
      const token = tokens.findLast((each) => each.item === of)
      if (!token || finished.has(of)) continue
      token.alive = false
      const time = keepsEntry ? times.get(of) : undefined
      issue(of, token.visit, { redriveCount: redrives, retryCount: 0 }, time ?? timeOf(redrives, token.visit))
    }
  }

  return {
    tokens,
    retry,
    end,
    move(step: Extract<TreeStep, { do: 'retry' | 'loop' | 'end' | 'redrive' }>): void {
      if (step.do === 'redrive') redrive(step.keepsEntry)
      else if (step.do === 'retry') retry(step.item)
      else if (step.do === 'loop') loop(step.item)
      else end(step.item)
    },
  }
}
export type TaskTree = ReturnType<typeof createTaskTree>

const timeOf = (redrive: number, visit: number): string =>
  new Date(Date.parse('2026-11-21T09:00:00.000Z') + redrive * 3_600_000 + visit * 60_000).toISOString()
