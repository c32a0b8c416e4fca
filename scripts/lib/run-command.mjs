import { startChild } from './child.mjs'
import { root } from './places.mjs'

/** Runs a program to its end and returns what it printed; the error of a failed one carries its whole output. */
export async function runCommand(command, args, { env = process.env, cwd = root } = {}) {
  const lines = []
  const child = startChild(command, args, { env, cwd, onLine: (line) => lines.push(line) })
  const code = await child.exited
  const output = lines.join('\n')
  if (code === 0) return output
  throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n\n${output}`)
}
