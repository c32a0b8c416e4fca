import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Whether the module is the program that was started, and not imported by another. */
export const isMain = (url) => process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url)
