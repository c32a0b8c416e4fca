// The bugs of apps/api/test/seeded-bugs, one patch each. Above the difference stands what is wrong, and the tests that
// have to notice it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'

const BUGS_FOLDER = join(root, 'apps/api/test/seeded-bugs')

/** @returns {{ number: number, name: string, patch: string, bug: string, project: string, file: string, test: string | undefined }[]} */
export const readBugs = () =>
  readdirSync(BUGS_FOLDER)
    .filter((name) => name.endsWith('.patch'))
    .sort()
    .map((name) => {
      const patch = join(BUGS_FOLDER, name)
      const text = readFileSync(patch, 'utf8')
      const line = (word) => new RegExp(`^${word}: (.+)$`, 'm').exec(text)?.[1]
      const [project = '', file = ''] = line('Caught by')?.split(' ') ?? []
      return {
        number: Number.parseInt(name, 10),
        name: name.replace('.patch', ''),
        patch,
        bug: line('Bug') ?? '',
        project,
        file,
        test: line('Test'),
      }
    })
