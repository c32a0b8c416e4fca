// Preloaded into a process of the service (node --import): its clock is wrong, and its own timers with it. Settings are
// JSON in COUNTERSIGN_WRONG_CLOCK: `offsetMs` from the start, `stepMs` more at SIGUSR2, `rate` 10 for ten times too fast.
import { syncBuiltinESMExports } from 'node:module'
import { performance } from 'node:perf_hooks'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'

const { offsetMs = 0, stepMs = 0, rate = 1 } = JSON.parse(process.env.COUNTERSIGN_WRONG_CLOCK ?? '{}')
const RealDate = Date
const realNow = RealDate.now
const startedMs = realNow()
let shiftMs = offsetMs
process.on('SIGUSR2', () => {
  shiftMs += stepMs
})
const wrongNow = () => Math.floor(startedMs + (realNow() - startedMs) * rate + shiftMs)

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [wrongNow()] : given))
  }
  static now() {
    return wrongNow()
  }
  static [Symbol.hasInstance](value) {
    return value instanceof RealDate
  }
}

const realPerformanceNow = performance.now.bind(performance)
performance.now = () => realPerformanceNow() * rate
const realHrtime = process.hrtime.bigint
process.hrtime.bigint = () => BigInt(Math.floor(Number(realHrtime()) * rate))

const hurried =
  (original) =>
  (run, ms, ...rest) =>
    original(run, (ms ?? 0) / rate, ...rest)
for (const name of ['setTimeout', 'setInterval']) {
  const wrong = hurried(timers[name])
  // util.promisify(setTimeout) finds its promise here.
  Object.defineProperties(wrong, Object.getOwnPropertyDescriptors(timers[name]))
  timers[name] = wrong
  globalThis[name] = wrong
}
const realPause = timersPromises.setTimeout
timersPromises.setTimeout = (ms, ...rest) => realPause((ms ?? 0) / rate, ...rest)
syncBuiltinESMExports()
