import { fulfilmentWeek } from './fulfilment.mjs'
import { machineLearningWeek } from './machine-learning.mjs'
import { paymentsWeek } from './payments.mjs'
import { platformWeek } from './platform.mjs'

/**
 * A week at Fjord & Field, an outdoor shop: `{ machine, name, input, afterwards? }` per execution. Without `afterwards` the approval
 * stays open; `afterwards.decide` has a person decide it, `afterwards.stop` ends its execution.
 */
export const demoWeek = (now) => [
  ...fulfilmentWeek(now),
  ...paymentsWeek(now),
  ...platformWeek(now),
  ...machineLearningWeek(now),
]
