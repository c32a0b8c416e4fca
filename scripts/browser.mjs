// A real Chromium for the end-to-end tests: an installed one, else the one inside an npm package. Nothing is downloaded.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { root } from './lib/places.mjs'
import { runCommand } from './lib/run-command.mjs'

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Launches a browser with a profile of its own, which goes with it. */
export async function launchBrowser() {
  const { executablePath, env } = await findChromium()
  return chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, ...env } })
}

async function findChromium() {
  const installed = [process.env.CHROMIUM_PATH, ...INSTALLED].find((path) => path && existsSync(path))
  if (installed) return { executablePath: installed, env: {} }
  const folder = await unpackOnce()
  return {
    executablePath: join(folder, 'chromium'),
    env: { FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  }
}

/**
 * The package unpacks into the temporary folder, wherever that is, and takes any file there of the right name for whole.
 * So it gets an empty one of its own, which is then renamed: whoever comes second uses the first one's.
 */
async function unpackOnce() {
  const require = createRequire(import.meta.url)
  const entry = require.resolve('@sparticuz/chromium')
  const { version } = require(join(dirname(entry), '../../package.json'))
  const folder = join(root, 'node_modules/.cache/countersign', `chromium-${version}`)
  if (existsSync(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const fresh = await mkdtemp(`${folder}-`)
  const unpack = `import('@sparticuz/chromium').then(({ default: it }) => it.executablePath())`
  await runCommand(process.execPath, ['--eval', unpack], { env: { ...process.env, TMPDIR: fresh } })
  await writeFile(join(fresh, 'fonts.conf'), fontsOf(folder))
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }))
  return folder
}

/** The fonts of the machine and, for those that have none, the package's. */
const fontsOf = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${folder}/fonts/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`
