import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { engineFolder, readState, writeState } from './home-folder.mjs'
import { root } from './places.mjs'
import { step } from './progress.mjs'
import { runCommand } from './run-command.mjs'

/** The demo's workflows, started once for the life of the local engine's data. Without them the inbox is only empty. */
export async function startDemoWorkflows(env) {
  if (readState().demoStarted && existsSync(engineFolder)) return
  try {
    await step('demo workflows', async () => {
      const output = await runCommand(process.execPath, [join(root, 'examples/start-demo.mjs')], { env })
      return output.split('\n').at(-1)
    })
    writeState({ demoStarted: true })
  } catch (error) {
    console.error(
      `\n  ! The demo's workflows could not all be started; the next start tries again.\n${error.message}\n`,
    )
  }
}
