import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../lib/places.mjs'
import { readBugs } from '../lib/seeded-bugs.mjs'

describe('the seeded bugs', () => {
  const bugs = readBugs()

  it('are twenty', () => expect(bugs.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1)))

  it.each(bugs)('$name still applies, and names tests that exist', ({ patch, bug, project, file }) => {
    execFileSync('git', ['apply', '--check', patch], { cwd: root })
    expect(bug).not.toBe('')
    expect(['unit', 'integration']).toContain(project)
    expect(existsSync(join(root, file))).toBe(true)
  })
})
