// Remembers from which content a step was last done, to skip it until that content changes. The stamps lie below
// node_modules, so that a fresh install also means a fresh build.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './places.mjs'

const SKIPPED = new Set(['node_modules', 'dist', '.next', 'generated', 'next-env.d.ts'])
const stampFile = (name) => join(root, 'node_modules/.cache/countersign', `${name}.stamp`)

/** One hash over the names and contents of the files and folders, given relative to the repository. */
export function hashOf(paths) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0])
  for (const path of paths.flatMap((each) => listFiles(each)).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

function listFiles(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .filter((name) => !SKIPPED.has(name) && !name.endsWith('.tsbuildinfo'))
    .flatMap((name) => listFiles(`${path}/${name}`))
}

/** Does the work unless it was done from the same content and its product is still there. */
export async function onceFor({ name, from, product }, work) {
  const hash = hashOf(from)
  const file = stampFile(name)
  const known = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (known === hash && existsSync(join(root, product))) return 'unchanged'
  await work()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
  return undefined
}
