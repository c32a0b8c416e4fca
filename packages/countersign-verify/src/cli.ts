import { closeSync, createReadStream, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readLines } from './read-lines.ts'
import type { Report } from './report.ts'
import { parseCheckpoint } from './signed-note.ts'
import { verifyEvidence } from './verify-evidence.ts'
import { verifyExport } from './verify-export.ts'
import { verifyProof } from './verify-proof.ts'

const USAGE = `Verifies what Countersign has exported from its audit log. Needs nothing but the files.

  countersign-verify <export.ndjson> [--key <key>] [--anchor <directory or checkpoint>] [--allow-newer-anchor] [--json]
  countersign-verify <evidence.jsonl> [--key <key>] [--json]
  countersign-verify proof <entry.tlog-proof> <entry.json> --key <key> [--json]

  --key       the log's first key, as it was given to you; without it the key in the file is believed and printed
  --anchor    checkpoints that were kept elsewhere: what they hold must be in the export

Ends with 0: verified · 1: not what was written and signed, and it says which entry · 2: could not be checked
`

export const VERIFIED = 0
export const TAMPERED = 1
export const UNCHECKED = 2

/** Reads files, prints a verdict, returns the exit code. */
export async function runCli(args: readonly string[], print: (text: string) => void): Promise<number> {
  const parsed = parse(args)
  if (!parsed) {
    print(USAGE)
    return UNCHECKED
  }
  try {
    const report = await verify(parsed)
    print(parsed.values.json ? `${JSON.stringify(report)}\n` : word(report))
    return report.fault ? TAMPERED : VERIFIED
  } catch (error) {
    print(`COULD NOT BE CHECKED: ${error instanceof Error ? error.message : String(error)}\n`)
    return UNCHECKED
  }
}

type Parsed = NonNullable<ReturnType<typeof parse>>

function parse(args: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        anchor: { type: 'string' },
        'allow-newer-anchor': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const { positionals, values } = parsed
    const isProof = positionals[0] === 'proof'
    const complete = isProof ? positionals.length === 3 && values.key !== undefined : positionals.length === 1
    return complete ? parsed : undefined
  } catch {
    return undefined
  }
}

async function verify({ positionals, values }: Parsed): Promise<Report> {
  const [file = '', proof = '', entry = ''] = positionals
  const { key, anchor } = values
  if (file === 'proof') return verifyProof(readFileSync(proof, 'utf8'), withoutNewline(readFileSync(entry)), key ?? '')
  const isPack = firstBytes(file).startsWith('{"evidence":')
  const lines = readLines(createReadStream(file, { highWaterMark: 1024 * 1024 }))
  if (isPack) return verifyEvidence(lines, key)
  return verifyExport(lines, {
    ...(key === undefined ? {} : { key }),
    ...(anchor === undefined ? {} : { anchored: anchoredAt(anchor) }),
    allowNewerAnchor: values['allow-newer-anchor'],
  })
}

function firstBytes(file: string): string {
  const bytes = Buffer.alloc(32)
  const handle = openSync(file, 'r')
  try {
    return bytes.toString('utf8', 0, readSync(handle, bytes))
  } finally {
    closeSync(handle)
  }
}

const withoutNewline = (bytes: Buffer): Buffer => (bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes)

/** Their sizes; the notes are read when their turn comes. */
function anchoredAt(path: string): ReadonlyMap<number, () => string> {
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.checkpoint'))
        .map((name) => join(path, name))
    : [path]
  if (files.length === 0) throw new Error(`there is no checkpoint in ${path}`)
  return new Map(files.map((file) => [sizeIn(file), () => readFileSync(file, 'utf8')]))
}

function sizeIn(file: string): number {
  const [, digits] = /(\d{16})\.checkpoint$/.exec(file) ?? []
  const size = digits === undefined ? parseCheckpoint(readFileSync(file, 'utf8'))?.size : Number(digits)
  if (size === undefined) throw new Error(`${file} holds no checkpoint`)
  return size
}

function word({ fault, kind, ...report }: Report): string {
  const key = report.pinned
    ? `${report.signedBy}`
    : `${report.signedBy}\n               NOT COMPARED with a key of yours: ask for it on another way, and say --key`
  const about = [
    `  log          ${report.origin}`,
    `  signed by    ${key}`,
    ...(report.first ? [`  first entry  ${report.first.seq}, ${report.first.at}`] : []),
    ...(report.last ? [`  last entry   ${report.last.seq}, ${report.last.at}, hash ${report.last.hash}`] : []),
    ...report.notes.map((note) => `  note         ${note}`),
  ].join('\n')
  if (fault) {
    const place =
      fault.entry === null
        ? ''
        : fault.to === undefined
          ? ` at entry ${fault.entry}`
          : ` at entries ${fault.entry} to ${fault.to}`
    return `FAILED${place}: ${fault.message}.\n${about}\n`
  }
  const changes = report.keyChanges === 0 ? '' : `, ${report.keyChanges} change(s) of keys`
  const counted =
    kind === 'export'
      ? `${report.entries} entries, ${report.checkpoints} checkpoints${changes}: whole, in order, and as they were signed`
      : kind === 'evidence'
        ? `${report.entries} entries of one approval, each in the signed log${changes}`
        : `entry ${report.first?.seq} is in the signed log`
  return `VERIFIED: ${counted}.\n${about}\n`
}
