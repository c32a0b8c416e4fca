import type { WakeUp, WakeUpCall } from '../ports/wake-up.ts'
import { runAnnounceLoop } from './announce-duties.ts'
import { runCallbackLoops } from './callback-duties.ts'
import { runHeartbeatLoops } from './heartbeat-duties.ts'

export type WorkerDeps = Parameters<typeof runCallbackLoops>[0] &
  Parameters<typeof runHeartbeatLoops>[0] &
  Parameters<typeof runAnnounceLoop>[0] & { wakeUp: WakeUp }

export interface Worker {
  /** Takes on nothing new, finishes what is under way within `ceilingMs`, and hands everything over. */
  drain(ceilingMs: number): Promise<void>
}

/** Every duty of the worker, from the first notice to the last. */
export async function runWorker(
  deps: WorkerDeps,
  { owner, livenessMs }: { owner: string; livenessMs: number },
): Promise<Worker> {
  let heard = (_call: WakeUpCall) => {}
  // Known as alive before the first lease, or peers would take it for an orphan's.
  await deps.wakeUp.start((call) => heard(call))
  const callbacks = runCallbackLoops(deps, owner)
  const heartbeats = runHeartbeatLoops(deps, { owner, sweepEveryMs: livenessMs, onGained: callbacks.wakeAll })
  const announcing = runAnnounceLoop(deps)
  heard = (call) => {
    if (call === 'callbacks') callbacks.wake()
    else if (call === 'news') announcing.wake()
    else if (call === 'tokens') heartbeats.takeIn()
    else heartbeats.claim()
  }
  return {
    async drain(ceilingMs) {
      const ceiling = new Promise<void>((resolve) => deps.clock.after(ceilingMs, resolve))
      await Promise.all([callbacks.stop(ceiling), heartbeats.stop(ceiling), Promise.race([announcing.stop(), ceiling])])
      await deps.wakeUp.stop()
    },
  }
}
