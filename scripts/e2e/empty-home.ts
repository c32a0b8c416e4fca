import { writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A home in which the demo's workflows count as started: people and policies are seeded, the inbox stays empty. */
export async function makeEmptyHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-home-'))
  writeFileSync(join(home, 'state.json'), JSON.stringify({ demoStarted: true }), { mode: 0o600 })
  return home
}
