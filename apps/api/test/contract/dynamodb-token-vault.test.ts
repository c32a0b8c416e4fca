import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIdentifiers } from '../../src/adapters/crypto/identifiers.ts'
import { createTokenTable, isTokenTableReady } from '../../src/adapters/dynamodb/create-token-table.ts'
import { createDynamodbTokenVault } from '../../src/adapters/dynamodb/token-vault.ts'
import { startTestDynamodb, type TestDynamodb } from '../support/test-dynamodb.ts'
import { tokenVaultContract } from './token-vault.ts'

const TABLE = 'countersign-task-tokens'
let dynamodb: TestDynamodb

beforeAll(async () => {
  dynamodb = await startTestDynamodb()
  await createTokenTable(dynamodb.client, TABLE)
})
afterAll(() => dynamodb.stop())

tokenVaultContract('DynamoDB', () => createDynamodbTokenVault(dynamodb.client, TABLE))

describe('the token table', () => {
  it('is created once; creating it again changes nothing', async () => {
    expect(await createTokenTable(dynamodb.client, TABLE)).toBe('exists')
    expect(await isTokenTableReady(dynamodb.client, TABLE)).toBe(true)
  })

  it('carries the time to live in epoch seconds, rounded up so that nothing is forgotten early', async () => {
    const attempt = createIdentifiers().attempt()
    await createDynamodbTokenVault(dynamodb.client, TABLE).put(
      attempt,
      'v1.k1.n.s',
      new Date('2026-11-21T08:00:00.001Z'),
    )
    const { Item } = await dynamodb.client.send(
      new GetItemCommand({ TableName: TABLE, Key: { attemptId: { S: attempt } } }),
    )
    expect(Item?.expiresAt?.N).toBe(String(Date.UTC(2026, 10, 21, 8, 0, 1) / 1000))
  })
})
