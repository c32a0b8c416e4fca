import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Entry {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Entry>> }

test('the lockfile lists the binaries of every platform', () => {
  // npm install leaves out what its registry or platform lacks; npm ci then refuses the lockfile on a fresh clone.
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  )
  expect(missing).toEqual([])
})

test('the lockfile names no registry', () => {
  expect(text).not.toContain('"resolved": "http')
})
