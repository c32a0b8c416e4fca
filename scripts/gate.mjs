// npm run gate -- A1: one battery of docs/reliability.md at its full size. The same file runs small inside `npm test`.
import './lib/node-version.mjs'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf } from './lib/check.mjs'
import { startChild } from './lib/child.mjs'
import { root } from './lib/places.mjs'

const FOLDER = 'apps/api/test/gate'
const [wanted = ''] = process.argv.slice(2)
const files = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith('.test.ts'))
const file = files.find((name) => name.startsWith(`${wanted.toLowerCase()}-`))

if (!file) {
  const known = files.map((name) => name.split('-')[0]?.toUpperCase()).join(', ')
  console.error(`Usage: npm run gate -- <battery>\nThere is ${known}.`)
  process.exitCode = 2
} else {
  const child = startChild(
    process.execPath,
    [commandOf('vitest'), 'run', '--project', 'integration', `${FOLDER}/${file}`],
    {
      cwd: root,
      env: { ...process.env, COUNTERSIGN_GATE: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      onLine: (line) => console.log(line),
    },
  )
  process.exitCode = await child.exited
}
