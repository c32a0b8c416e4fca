import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts'
import { seedDirectory } from '../../src/adapters/postgres/seed-directory.ts'
import { FJORD_AND_FIELD } from '../../src/demo/fjord-and-field.ts'
import { FJORD_AND_FIELD_CHANNELS } from '../../src/demo/fjord-and-field-channels.ts'
import { seedChannels } from '../../src/demo/seed-channels.ts'
import { EXAMPLE_APPROVAL } from '../../src/domain/integrations/mapping-input.ts'
import { MAPPING_TEMPLATES } from '../../src/domain/integrations/mapping-templates.ts'
import { wireDemo } from '../../src/wiring/wire-demo.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

const KEY = randomBytes(32)
const SETTINGS = {
  config: { egress: { allow: [], allowHttp: false } },
  secrets: { tokenKeys: [{ id: 'test', secret: KEY }], tokenHashKey: KEY },
} as const

let testDatabase: TestDatabase
let database: Database
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.databaseUrl, {
    applicationName: 'test',
    maxConnections: 2,
    onIdleError: () => {},
  })
  await seedDirectory(database.prisma, FJORD_AND_FIELD)
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})

const rows = async (text: string) => (await database.pool.query(text)).rows

it('sets the demo up once, with nothing that would call another machine', async () => {
  const deps = wireDemo(database, SETTINGS)
  expect(await seedChannels(deps, FJORD_AND_FIELD_CHANNELS)).toBe('seeded')
  const calling = 'select count(*)::int from webhook_endpoint where disabled_at is null or integration_id is not null'
  const all =
    'select (select count(*)::int from integration) i, (select count(*)::int from webhook_endpoint) w, (select count(distinct email || digest_at || time_zone)::int from notice_preference) p'
  expect(await rows(calling)).toEqual([{ count: 0 }])
  const before = await rows(all)
  expect(before).toEqual([{ i: 2, w: 1, p: 6 }])
  expect(await seedChannels(deps, FJORD_AND_FIELD_CHANNELS)).toBe('unchanged')
  expect(await rows(all)).toEqual(before)
})

it('has a service desk whose mapping reads an issue that moves on, with the reason that its status stands for', () => {
  const { mappings } = wireDemo(database, SETTINGS)
  const mapping = FJORD_AND_FIELD_CHANNELS.integrations.find(({ kind }) => kind === 'jira')?.mapping
  const [{ headers, body } = { headers: {}, body: null }] =
    MAPPING_TEMPLATES.find(({ kind }) => kind === 'jira')?.fixtures ?? []
  const given = (status: string) =>
    mappings.apply(mapping ?? { outcome: '' }, {
      body: JSON.parse(JSON.stringify(body).replaceAll('"Approved"', JSON.stringify(status))),
      headers,
      approval: EXAMPLE_APPROVAL,
    })
  expect(given('Approved')).toMatchObject({
    outcome: 'approve',
    reason: null,
    comment: 'OPS-217: Refund EUR 1,240 to order 8812',
  })
  expect(given('Already paid')).toMatchObject({ outcome: 'reject', reason: 'AlreadyRefunded' })
  expect(given('In progress')).toEqual({ kind: 'ignored' })
})
