import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'

const READY_WITHIN_SECONDS = 60

/**
 * Creates the token table when it is missing: on-demand, keyed by `attemptId`, TTL on `expiresAt`. Running it again
 * changes nothing. Local endpoints that know no TTL are left without; expired tokens are useless anyway.
 */
export async function createTokenTable(client: DynamoDBClient, table: string): Promise<'created' | 'exists'> {
  const created = await create(client, table)
  await waitUntilTableExists(
    { client, maxWaitTime: READY_WITHIN_SECONDS, minDelay: 1, maxDelay: 1 },
    { TableName: table },
  )
  if (created === 'created') await enableTimeToLive(client, table)
  return created
}

async function create(client: DynamoDBClient, table: string): Promise<'created' | 'exists'> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        AttributeDefinitions: [{ AttributeName: 'attemptId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'attemptId', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    return 'created'
  } catch (error) {
    if (error instanceof ResourceInUseException) return 'exists'
    throw error
  }
}

async function enableTimeToLive(client: DynamoDBClient, table: string): Promise<void> {
  try {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      }),
    )
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UnknownOperationException') throw error
  }
}

/** For `/readyz`: the table can be read. */
export async function isTokenTableReady(client: DynamoDBClient, table: string): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }))
  return Table?.TableStatus === 'ACTIVE' || Table?.TableStatus === 'UPDATING'
}
