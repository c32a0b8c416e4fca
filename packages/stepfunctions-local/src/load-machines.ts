import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { checkName, machineArn } from './api/arn.ts'
import type { Backend } from './api/operation.ts'
import { readDefinition } from './api/read-definition.ts'

const fileName = /^(.+)\.asl\.(json|ya?ml)$/

/** Machines from a folder have no role of their own; nothing here asks for its permissions. */
const roleName = 'stepfunctions-local'

/** Creates or updates a machine per file: `order-saga.asl.yaml` is the machine `order-saga`. */
export async function loadMachines(backend: Backend, folder: string): Promise<void> {
  for (const file of readdirSync(folder).sort()) {
    const [, name, format] = fileName.exec(file) ?? []
    if (name === undefined) continue
    const text = readFileSync(join(folder, file), 'utf8')
    try {
      await loadMachine(backend, name, format === 'json' ? text : JSON.stringify(parse(text)))
    } catch (error) {
      throw new Error(`${join(folder, file)}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

async function loadMachine({ machines, runtime }: Backend, name: string, definitionText: string): Promise<void> {
  checkName(name)
  const { settings, clock } = runtime
  const arn = machineArn(settings, name)
  const known = machines.find(arn)
  if (known?.definitionText === definitionText) return
  const now = clock.now()
  await machines.save({
    arn,
    name,
    type: 'STANDARD',
    roleArn: `arn:aws:iam::${settings.account}:role/${roleName}`,
    tags: {},
    createdAt: now,
    ...known,
    definitionText,
    definition: readDefinition(definitionText, 'STANDARD'),
    revisionId: randomUUID(),
    updatedAt: now,
  })
}
