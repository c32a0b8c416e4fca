import { type Operation, seconds } from './operation.ts'
import { pageOf } from './page-token.ts'
import { readRequest } from './read-request.ts'

export const listStateMachines: Operation = (backend, body) => {
  const request = readRequest(body)
  const maxResults = request.count('maxResults', { min: 0, max: 1_000 })
  const token = request.text('nextToken', { min: 1, max: 1_024 })
  request.check()
  const { items, nextToken } = pageOf(backend.machines.list(), { scope: 'machines', token, maxResults })
  return {
    stateMachines: items.map(({ arn, name, type, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(createdAt),
    })),
    nextToken,
  }
}
