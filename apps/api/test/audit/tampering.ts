import { verifierKey } from '../../src/domain/audit/signed-note.ts'
import { canonicalJson, sha256 } from '../../src/domain/canonical-json.ts'
import { aSigningKey } from './audit-world.ts'
import { type BuiltLog, buildLog, exportOf, type LogPlan, rechain, someEntry } from './built-log.ts'

/** What was done to a log, and the entry the verifier has to name for it. */
export interface Tampered {
  readonly lines: readonly string[]
  /** Where the fault lies; it is named when it lies between the first and the last entry of the verdict. */
  readonly entry: number
  /** Checkpoints that were anchored before. */
  readonly anchored?: ReadonlyMap<number, string>
  /** The columns beside the leaves are not what matters here, or there is no leaf to read. */
  readonly fileOnly?: true
}

export interface Scene {
  readonly log: BuiltLog
  readonly plan: LogPlan
  /** A log of somebody else, with other keys. */
  readonly other: BuiltLog
}
/** A class of tampering, done at entry `k`. */
type Tamper = (scene: Scene, k: number) => Tampered

type Leaf = Record<string, unknown> & { actor: Record<string, unknown>; data: Record<string, unknown> }

const withLeaves = (log: BuiltLog, leaves: readonly string[]): string[] => exportOf({ ...log, leaves })

/** Changes one leaf and nothing else. */
const edit =
  (change: (leaf: Leaf) => object): Tamper =>
  ({ log }, k) => ({ lines: withLeaves(log, log.leaves.with(k - 1, canonicalJson(change(leafAt(log, k))))), entry: k })

/** Changes the text of one leaf, whose meaning may stay the same. */
const respell =
  (change: (text: string) => string): Tamper =>
  ({ log }, k) => ({
    lines: withLeaves(log, log.leaves.with(k - 1, change(log.leaves[k - 1] ?? ''))),
    entry: k,
    fileOnly: true,
  })

const leafAt = (log: BuiltLog, k: number): Leaf => JSON.parse(log.leaves[k - 1] ?? '') as Leaf

const lineChange =
  (pattern: RegExp, change: (line: string) => string): Tamper =>
  ({ log }) => {
    const lines = exportOf(log)
    const place = lines.findLastIndex((line) => pattern.test(line))
    return { lines: lines.with(place, change(lines[place] ?? '')), entry: log.leaves.length, fileOnly: true }
  }

const forged = (k: number) => ({ ...someEntry(k), actor: { kind: 'user' as const, id: 'usr_eve', name: 'Eve' } })

export const TAMPERINGS: Readonly<Record<string, Tamper>> = {
  'a word in the data': edit((leaf) => ({ ...leaf, data: { ...leaf.data, outcome: 'reject' } })),
  'a number in the data': edit((leaf) => ({ ...leaf, data: { ...leaf.data, amount: 1_000_000 } })),
  'the case that was voted on': edit((leaf) => ({
    ...leaf,
    data: { ...leaf.data, caseDigest: `sha256:${'0'.repeat(64)}` },
  })),
  'something deep in the data': edit((leaf) => ({
    ...leaf,
    data: { ...leaf.data, voter: { id: 'usr_eve', name: 'Zoë' } },
  })),
  'who did it': edit((leaf) => ({ ...leaf, actor: { ...leaf.actor, id: 'usr_eve' } })),
  'the name of who did it': edit((leaf) => ({ ...leaf, actor: { ...leaf.actor, name: 'Eve' } })),
  'what kind of actor it was': edit((leaf) => ({ ...leaf, actor: { ...leaf.actor, kind: 'service' } })),
  'what happened': edit((leaf) => ({ ...leaf, type: 'approval.expired' })),
  'when it happened: back-dated': edit((leaf) => ({ ...leaf, at: '2020-01-01T00:00:00.000Z' })),
  'which approval it is about': edit((leaf) => ({ ...leaf, approvalId: 'apr_another' })),
  'the link to the entry before': edit((leaf) => ({ ...leaf, previousHash: 'f'.repeat(64) })),
  'the number of the entry': edit((leaf) => ({ ...leaf, seq: Number(leaf.seq) + 1_000 })),
  'a member more': edit((leaf) => ({ ...leaf, also: true })),
  'a member less': edit(({ approvalId: _, ...leaf }) => leaf),
  'the version of the format': edit((leaf) => ({ ...leaf, v: 2 })),
  'data emptied': edit((leaf) => ({ ...leaf, data: {} })),

  'another spelling of a letter (NFD)': respell((text) => text.replace('café', 'cafe\u0301')),
  'a look-alike letter': respell((text) => text.replace('approve', 'аpprove')),
  'a number written as 1.0': respell((text) => text.replace('"v":1', '"v":1.0')),
  'a number with more digits': respell((text) => text.replace('0.3333333333333333', '0.33333333333333331')),
  'another order of keys': respell((text) => text.replace(/^\{("actor":\{.*?\}),("approvalId":[^,]*)/, '{$2,$1')),
  'a blank': respell((text) => text.replace('"data":', '"data": ')),
  'a key that occurs twice': respell((text) => text.replace('"v":1', '"v":1,"v":1')),
  'a letter as an escape': respell((text) => text.replace('approve', '\\u0061pprove')),
  'hash digits in capitals': respell((text) =>
    text.replace(/"previousHash":"([0-9a-f]+)"/, (_, hash: string) =>
      `"previousHash":"${hash.toUpperCase()}0"`.replace('0"', '"'),
    ),
  ),
  'a carriage return': respell((text) => `${text}\r`),
  'no JSON at all': respell((text) => text.slice(0, -1)),

  'the entry taken out': ({ log }, k) => ({ lines: withLeaves(log, log.leaves.toSpliced(k - 1, 1)), entry: k }),
  'the first entry taken out': ({ log }) => ({ lines: withLeaves(log, log.leaves.slice(1)), entry: 1 }),
  'the last entries taken out': ({ log }, k) => ({ lines: linesUpTo(log, k), entry: k + 1, fileOnly: true }),
  'the file cut off': ({ log }, k) => ({ lines: linesUpTo(log, k).slice(0, -1), entry: k + 1, fileOnly: true }),
  'the entry twice': ({ log }, k) => ({
    lines: withLeaves(log, log.leaves.toSpliced(k, 0, log.leaves[k - 1] ?? '')),
    entry: k,
  }),
  'the entry in the place of the next': ({ log }, k) => ({
    lines: withLeaves(log, log.leaves.with(k, log.leaves[k - 1] ?? '')),
    entry: k,
  }),
  'two neighbours exchanged': ({ log }, k) => {
    const [one = '', two = ''] = log.leaves.slice(k - 1, k + 1)
    return { lines: withLeaves(log, log.leaves.with(k - 1, two).with(k, one)), entry: k }
  },
  'two far ones exchanged': ({ log }, k) => {
    const far = log.leaves.length - 1
    const [one = '', two = ''] = [log.leaves[k - 1], log.leaves[far]]
    return { lines: withLeaves(log, log.leaves.with(k - 1, two).with(far, one)), entry: k }
  },
  'an entry put in': ({ log }, k) => {
    const put = canonicalJson({ ...leafAt(log, k), actor: forged(k).actor })
    return { lines: withLeaves(log, log.leaves.toSpliced(k, 0, put)), entry: k }
  },
  'an entry put in, and all after it chained anew': ({ log }, k) => {
    const put = canonicalJson({ ...leafAt(log, k), actor: forged(k).actor })
    return { lines: withLeaves(log, rechain(log.leaves.toSpliced(k, 0, put), k + 1)), entry: k + 1 }
  },
  'an entry of another log, chained in': ({ log, other }, k) => ({
    lines: withLeaves(log, rechain(log.leaves.with(k - 1, other.leaves[k - 1] ?? ''), k)),
    entry: k,
  }),
  'an entry changed, and all after it chained anew': ({ log }, k) => {
    const changed = canonicalJson({ ...leafAt(log, k), type: 'approval.expired' })
    return { lines: withLeaves(log, rechain(log.leaves.with(k - 1, changed), k + 1)), entry: k }
  },
  'everything written anew and signed with another key': ({ log, plan }, k) => {
    const mine = buildLog({
      ...plan,
      keys: [aSigningKey(), aSigningKey()],
      entries: plan.entries.with(k - 1, forged(k)),
    })
    return { lines: exportOf({ ...mine, key: log.key }), entry: Math.min(...mine.checkpoints.keys()) }
  },
  'everything written anew, and another key named': ({ plan }, k) => ({
    lines: exportOf(
      buildLog({ ...plan, keys: [aSigningKey(), aSigningKey()], entries: plan.entries.with(k - 1, forged(k)) }),
    ),
    entry: 0,
  }),
  'checkpoints signed anew with another key': ({ log, plan }) => {
    const mine = buildLog({ ...plan, keys: [aSigningKey(), aSigningKey()], rotateAfter: [] })
    return { lines: exportOf({ ...log, checkpoints: mine.checkpoints }), entry: Math.min(...log.checkpoints.keys()) }
  },
  'a hand-over to a key of their own, signed by nobody else': ({ log }) => {
    const mine = aSigningKey()
    const seq = log.leaves.length
    const data = {
      oldKey: log.key,
      newKey: verifierKey(log.origin, mine.publicKey),
      signedByNew: 'AA',
      signedByOld: 'AA',
    }
    const handOver = canonicalJson({ ...leafAt(log, seq), type: 'audit.key_rotated', data })
    return { lines: withLeaves(log, log.leaves.with(seq - 1, handOver)), entry: seq }
  },
  'the hand-over taken out': ({ log }) => {
    const seq = rotationIn(log)
    return { lines: withLeaves(log, rechain(log.leaves.toSpliced(seq - 1, 1), seq)), entry: seq }
  },
  'the hand-over changed': ({ log }) => {
    const seq = rotationIn(log)
    const leaf = leafAt(log, seq)
    const changed = canonicalJson({
      ...leaf,
      data: { ...leaf.data, newKey: verifierKey(log.origin, aSigningKey().publicKey) },
    })
    return { lines: withLeaves(log, log.leaves.with(seq - 1, changed)), entry: seq }
  },
  'a checkpoint of the retired key': ({ log, plan }) => {
    const retired = buildLog({ ...plan, rotateAfter: [], entries: plan.entries })
    const [size = 0] = [...log.checkpoints.keys()].filter((each) => each > rotationIn(log))
    const note = retired.checkpoints.get(size) ?? ''
    return { lines: exportOf({ ...log, checkpoints: new Map([...log.checkpoints, [size, note]]) }), entry: size }
  },
  'an older backup in its place': ({ log, plan }, k) => {
    const kept = Math.min(k, log.leaves.length - 1)
    const old = buildLog({ ...plan, entries: plan.entries.slice(0, kept) })
    return { lines: exportOf(old), entry: old.leaves.length + 1, anchored: log.checkpoints, fileOnly: true }
  },
  'a cut that ends with an older checkpoint': ({ log }) => {
    const sizes = [...log.checkpoints.keys()]
    const end = sizes.at(-2) ?? 0
    const cut = { ...log, leaves: log.leaves.slice(0, end) }
    return { lines: exportOf(cut), entry: end + 1, anchored: log.checkpoints, fileOnly: true }
  },
  'a fork, signed with the stolen key': ({ log, plan }, k) => {
    const fork = buildLog({ ...plan, entries: plan.entries.with(k - 1, forged(k)) })
    // The hand-over is an entry of its own.
    const entry = k < rotationIn(log) ? k : k + 1
    return { lines: exportOf(fork), entry, anchored: log.checkpoints, fileOnly: true }
  },
  'a checkpoint of another log': ({ log, other }) => {
    const [size = 0] = log.checkpoints.keys()
    const note = other.checkpoints.get(size) ?? ''
    return { lines: exportOf({ ...log, checkpoints: new Map([...log.checkpoints, [size, note]]) }), entry: size }
  },
  'a checkpoint with another root': ({ log }) => {
    const [size = 0, note = ''] = [...log.checkpoints][0] ?? []
    const root = note.split('\n')[2] ?? ''
    const changed = note.replace(root, sha256('another').toString('base64'))
    return { lines: exportOf({ ...log, checkpoints: new Map([...log.checkpoints, [size, changed]]) }), entry: size }
  },
  'a checkpoint with another signature': ({ log }) => {
    const [size = 0, note = ''] = [...log.checkpoints][0] ?? []
    const [, signature = ''] = / ([A-Za-z0-9+/=]+)\n$/.exec(note) ?? []
    const bytes = Buffer.from(signature, 'base64')
    bytes[20] = (bytes[20] ?? 0) ^ 1
    const changed = note.replace(signature, bytes.toString('base64'))
    return { lines: exportOf({ ...log, checkpoints: new Map([...log.checkpoints, [size, changed]]) }), entry: size }
  },
  'an old checkpoint in the place of a new one': ({ log }) => {
    const sizes = [...log.checkpoints.keys()]
    const last = sizes.at(-1) ?? 0
    const old = log.checkpoints.get(sizes[0] ?? 0) ?? ''
    return { lines: exportOf({ ...log, checkpoints: new Map([...log.checkpoints, [last, old]]) }), entry: last }
  },
  'the last checkpoint taken out': ({ log }) => {
    const checkpoints = new Map([...log.checkpoints].slice(0, -1))
    return { lines: exportOf({ ...log, checkpoints }), entry: log.leaves.length, fileOnly: true }
  },
  'every checkpoint taken out': ({ log }) => ({
    lines: exportOf({ ...log, checkpoints: new Map() }),
    entry: 1,
    fileOnly: true,
  }),
  'the population in the header': lineChange(/^\{"export"/, (line) => line.replace(/"count":(\d+)/, '"count":1')),
  'the population at the end': lineChange(/^\{"end"/, (line) => line.replace(/"count":(\d+)/, '"count":1')),
  'the last hash at the end': lineChange(/^\{"end"/, (line) => line.replace(/"hash":"[0-9a-f]{8}/, '"hash":"00000000')),
  'something after the end': ({ log }) => ({
    lines: [...exportOf(log), log.leaves[0] ?? ''],
    entry: log.leaves.length,
    fileOnly: true,
  }),
  'nothing at all': () => ({ lines: [], entry: 0, fileOnly: true }),
}

/** Leaves up to `k` and no checkpoint after it; header and end still tell of all. */
function linesUpTo(log: BuiltLog, k: number): string[] {
  const lines = exportOf(log)
  return [
    ...lines.slice(0, 1),
    ...exportOf({ ...log, leaves: log.leaves.slice(0, k) }).slice(1, -1),
    lines.at(-1) ?? '',
  ]
}

const rotationIn = (log: BuiltLog): number => log.leaves.findIndex((leaf) => leaf.includes('"audit.key_rotated"')) + 1
