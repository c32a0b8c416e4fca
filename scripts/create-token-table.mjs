// npm run token-table: creates the DynamoDB table of the sealed task tokens where it is missing, in the account and region
// of the environment (AWS_REGION, TOKEN_TABLE, AWS_ENDPOINT_URL_DYNAMODB). Running it again changes nothing.
import './lib/node-version.mjs'
import { readConnections } from './lib/connections.mjs'
import { createTokenTable } from './lib/databases.mjs'
import { tokenTable } from './lib/places.mjs'

const { region } = readConnections()
const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB
try {
  if (!process.env.AWS_REGION && !process.env.AWS_DEFAULT_REGION)
    throw new Error('set AWS_REGION to the one it shall be in')
  const outcome = await createTokenTable({ endpoint, region, table: tokenTable, local: false })
  console.log(`${tokenTable} in ${region}: ${outcome ?? 'created'}`)
} catch (error) {
  console.error(`${tokenTable} in ${region}: ${error.message}`)
  process.exitCode = 1
}
