import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { EVENT_TYPES } from '@countersign/shared/events'
import { APPROVAL_STATUSES, ATTEMPT_STATUSES, CALLBACK_STATUSES } from '@countersign/shared/statuses'
import { expect, test } from 'vitest'
import { ENV_NAMES } from '../apps/api/src/config/env.ts'
import { SCOPES } from '../apps/api/src/domain/principal.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : markdownIn(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}

const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...['docs', 'examples', 'infra', 'packages'].flatMap(markdownIn),
]

/** Prose without fenced blocks, whose brackets are code. */
const prose = (text: string) => text.replace(/```[\s\S]*?```/g, '')

/** As GitHub makes them: lower case, no punctuation, blanks to hyphens. */
const anchorsOf = (text: string) =>
  [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** What `find` objects to, by document. */
function objections(paths: readonly string[], find: (text: string, path: string) => readonly string[]) {
  return paths.flatMap((path) => find(read(path), path).map((objection) => `${path}: ${objection}`))
}

test('documents link to files and headings that exist', () => {
  const broken = objections(documents, (text, document) =>
    [...prose(text).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([link, path = '', anchor]) => {
      const target = path === '' ? document : relative(root, join(root, dirname(document), path))
      if (!existsSync(join(root, target))) return [link]
      return anchor === undefined || anchorsOf(read(target)).includes(anchor) ? [] : [link]
    }),
  )
  expect(broken).toEqual([])
})

test('documents name files that exist', () => {
  // Decisions also name what was decided against.
  const current = documents.filter((path) => !path.startsWith('docs/decisions/'))
  const file = /(?:apps|packages|docs|examples|infra|scripts|prisma)\/[\w./@-]+\.(?:ts|tsx|mjs|json|prisma|md)\b/g
  const missing = objections(current, (text) =>
    [...text.matchAll(file)].map(([path]) => path).filter((path) => !existsSync(join(root, path))),
  )
  expect(missing).toEqual([])
})

test('the README follows an approval through files that exist', () => {
  const section = read('README.md').split('## Follow one approval')[1]?.split('\n## ')[0] ?? ''
  const inApi = [...section.matchAll(/`((?:http|use-cases|domain|adapters|worker)\/[\w/-]+\.ts)`/g)].map(
    ([, path = '']) => path,
  )
  expect(inApi.length).toBeGreaterThan(20)
  expect(inApi.filter((path) => !existsSync(join(root, 'apps/api/src', path)))).toEqual([])
})

test('documents name npm scripts that exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const unknown = objections(documents, (text) =>
    [...text.matchAll(/npm run ([a-z-]+)/g)].map(([, name = '']) => name).filter((name) => !(name in scripts)),
  )
  expect(unknown).toEqual([])
})

test('the runbook explains every setting of the API and the worker', () => {
  const runbook = read('docs/runbook.md')
  expect(ENV_NAMES.filter((name) => !runbook.includes(`\`${name}\``))).toEqual([])
})

test('the runbook watches metrics that exist', () => {
  const source = ['metrics', 'backlog-gauges'].map((name) => read(`apps/api/src/adapters/system/${name}.ts`)).join()
  const section = read('docs/runbook.md').split('## What to watch')[1]?.split('\n## ')[0] ?? ''
  const named = [...section.matchAll(/`countersign_(\w+?)(?:_count)?[{`]/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !source.includes(`'${name}'`) && !source.includes(`'countersign_${name}'`))).toEqual([])
})

test('the glossary knows every status and every scope', () => {
  const glossary = read('docs/glossary.md')
  const words = [...APPROVAL_STATUSES, ...ATTEMPT_STATUSES, ...CALLBACK_STATUSES, ...SCOPES]
  expect(words.filter((word) => !glossary.includes(`\`${word}\``))).toEqual([])
})

test('each threat of the channels is stopped by tests that exist', () => {
  const section = read('docs/security.md').split('## The channels, threat by threat')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| T(\d+) \|.*$/gm)]
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 19 }, (_, index) => index + 1))
  for (const [row] of rows) {
    const tests = [...row.matchAll(/`([\w/-]+\.test\.tsx?)`/g)].map(([, path = '']) => path)
    expect(tests.length, row).toBeGreaterThan(0)
    const missing = tests.filter((path) => !['', 'apps/api'].some((base) => existsSync(join(root, base, path))))
    expect(missing).toEqual([])
  }
})

test('webhooks are documented with every event', () => {
  const text = read('docs/webhooks.md')
  expect(EVENT_TYPES.filter((type) => !text.includes(`\`${type}\``))).toEqual([])
})
