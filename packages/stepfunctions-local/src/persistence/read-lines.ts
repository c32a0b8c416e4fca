import { readFileSync, truncateSync } from 'node:fs'
import type { Json } from '../language/json.ts'

/**
 * Reads a file of JSON lines. A torn last line is what a crash in the middle of a write leaves: nobody was told of it,
 * so it is cut off. A damaged line further up is not, and is refused.
 */
export function readLines(path: string): Json[] {
  const bytes = readFileSync(path)
  const end = bytes.lastIndexOf(0x0a) + 1
  if (end < bytes.length) truncateSync(path, end)
  const lines = bytes.subarray(0, end).toString('utf8').split('\n')
  lines.pop()
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as Json
    } catch {
      throw new Error(`${path} is damaged at line ${index + 1}`)
    }
  })
}
