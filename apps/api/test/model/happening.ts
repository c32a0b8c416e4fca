import fc from 'fast-check'
import { LIES } from './lying-engine.ts'
import { PERSON_IDS } from './people.ts'

const person = fc.constantFrom(...PERSON_IDS)
const is = <Name extends string>(name: Name) => fc.constant(name)

/** What can happen to the task of an execution and to its approvals. */
const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: is('register'),
      /** A retry or a redrive brings a new token; the same token comes twice; a queue delivers out of order. */
      as: fc.constantFrom('retry', 'retry', 'retry', 'redrive', 'again', 'late'),
      amount: fc.constantFrom(50, 50, 500, 5),
      requestedBy: fc.constantFrom('usr_req', 'usr_req', 'sub-usr_req', 'usr_req@example.com', null),
      authors: fc.constantFrom([], [], ['usr_bo'], ['USR_GUS@example.com']),
      timeoutSeconds: fc.constantFrom(null, 300, 900),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: is('vote'),
      by: person,
      outcome: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
      shown: fc.constantFrom('now', 'now', 'now', 'now', 'before', 'never'),
      onBehalf: fc.constantFrom(false, false, true),
      undoSeconds: fc.constantFrom(0, 10),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: is('undo'), by: person }) },
  { weight: 1, arbitrary: fc.record({ do: is('cancel'), by: fc.constantFrom('key', 'usr_req', 'usr_bo') }) },
  { weight: 2, arbitrary: fc.record({ do: is('escalate') }) },
  { weight: 2, arbitrary: fc.record({ do: is('expire') }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: is('deliver'), lies: fc.array(fc.constantFrom(...LIES), { maxLength: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: is('judge') }) },
  { weight: 1, arbitrary: fc.record({ do: is('lease'), lane: fc.constantFrom('send', 'judge') }) },
  { weight: 1, arbitrary: fc.record({ do: is('abort') }) },
  { weight: 1, arbitrary: fc.record({ do: is('intrude') }) },
  { weight: 1, arbitrary: fc.record({ do: is('find gone') }) },
)
export type Happening = typeof happening extends fc.Arbitrary<infer Each> ? Each : never
export type Registration = Extract<Happening, { do: 'register' }>

/** One to four things at the same moment; or time passes, or a process dies. */
export const step = fc.oneof(
  { weight: 7, arbitrary: fc.array(happening, { minLength: 1, maxLength: 1 }) },
  { weight: 3, arbitrary: fc.array(happening, { minLength: 2, maxLength: 4 }) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({ do: is('wait'), ms: fc.constantFrom(1, 1_000, 11_000, 70_000, 310_000) }),
      fc.record({ do: is('die') }),
    ),
  },
)
export type StepOf = typeof step extends fc.Arbitrary<infer Each> ? Each : never
