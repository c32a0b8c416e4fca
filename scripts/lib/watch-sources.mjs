import { tscProgram } from './build-steps.mjs'
import { startChild } from './child.mjs'
import { root } from './places.mjs'

const DONE = /Found (\d+) errors?\. Watching/

/** Compiles what changes and restarts the processes after each compilation without errors. Returns the way to stop. */
export function watchSources(restart) {
  let isFirst = true
  let restarted = Promise.resolve()
  const child = startChild(
    process.execPath,
    [tscProgram(), '-b', '--watch', '--preserveWatchOutput', 'apps/api', 'packages/stepfunctions-local'],
    {
      cwd: root,
      onLine: (line) => {
        const errors = DONE.exec(line)?.[1]
        if (errors === undefined) {
          if (line.includes('error TS')) console.error(`  ! ${line}`)
          return
        }
        // The first pass only confirms what was compiled before the start.
        if (errors === '0' && !isFirst) restarted = restarted.then(restart).then(tellRestarted, tellFailure)
        isFirst = false
      },
    },
  )
  return child.stop
}

const tellRestarted = () => console.log('  ✓ restarted')
const tellFailure = (error) => console.error(`  ! ${error.message}`)
