import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { TokenVault } from '../../ports/token-vault.ts'

/** Absent, or already holding the very same envelope: the only states in which a put may succeed. */
const ONLY_ONCE = 'attribute_not_exists(attemptId) OR envelope = :envelope'

/** DynamoDB holds, never decides: one item per attempt, ciphertext only, `expiresAt` (epoch seconds) as the TTL attribute. */
export function createDynamodbTokenVault(client: DynamoDBClient, table: string): TokenVault {
  return {
    async put(attemptId, envelope, expiresAt) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              attemptId: { S: attemptId },
              envelope: { S: envelope },
              expiresAt: { N: String(Math.ceil(expiresAt.getTime() / 1000)) },
            },
            ConditionExpression: ONLY_ONCE,
            ExpressionAttributeValues: { ':envelope': { S: envelope } },
          }),
        )
        return 'stored'
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'conflict'
        throw error
      }
    },

    async get(attemptId) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { attemptId: { S: attemptId } }, ConsistentRead: true }),
      )
      return Item?.envelope?.S
    },

    async remove(attemptId) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: { attemptId: { S: attemptId } } }))
    },
  }
}
