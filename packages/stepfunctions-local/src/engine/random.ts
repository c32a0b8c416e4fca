import { createHash } from 'node:crypto'
import type { RandomSource } from '../language/random-source.ts'
import type { Execution } from './execution.ts'

/** Random for the workflow, the same again in a replay: drawn from the execution's seed and the step's path. */
export function randomAt(execution: Execution, path: string): RandomSource {
  let drawn = 0
  const draw = () => createHash('sha256').update(`${execution.seed}\n${path}\n${drawn++}`).digest()
  return {
    random: () => draw().readUIntBE(0, 6) / 2 ** 48,
    uuid() {
      const bytes = draw().subarray(0, 16)
      bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
      bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
      const hex = bytes.toString('hex')
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
    },
  }
}
