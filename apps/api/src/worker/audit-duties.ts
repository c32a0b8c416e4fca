import { type SignSettings, signCheckpoint } from '../use-cases/audit/sign-checkpoint.ts'
import { anchorCheckpoints, watchAudit } from '../use-cases/audit/watch-audit.ts'
import { runLoop } from './loop.ts'

type Deps = Parameters<typeof signCheckpoint>[0] & Parameters<typeof watchAudit>[0] & Parameters<typeof runLoop>[0]

/** A busy log reaches its thousand entries in seconds; each look costs one statement. */
const LOOK_MS = 2_000
/** A restored backup is reported within a minute of the start, a missing guard within a minute of its going. */
const WATCH_MS = 30_000

/** Checkpoints of the audit log. Every worker looks; the database lets one of them keep the next one. */
export function runAuditLoops(deps: Deps, settings: SignSettings | null): { stop(): Promise<void> } {
  const unsigned = settings && { origin: settings.origin, publicKey: settings.keys[0].publicKey }
  const watching = runLoop(
    deps,
    {
      name: 'watch the audit log',
      async pass() {
        await watchAudit(deps, unsigned)
        return WATCH_MS
      },
    },
    WATCH_MS,
  )
  const signing =
    settings &&
    runLoop(deps, {
      name: 'sign checkpoints',
      async pass() {
        const signed = await signCheckpoint(deps, settings)
        if (signed.kind === 'signed' && !signed.behind) await anchorCheckpoints(deps)
        return signed.kind === 'rotated' || (signed.kind === 'signed' && signed.behind) ? 0 : LOOK_MS
      },
    })
  return {
    async stop() {
      await Promise.all([watching.stop(), signing?.stop()])
    },
  }
}
