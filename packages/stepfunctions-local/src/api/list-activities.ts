import { type Operation, seconds } from './operation.ts'
import { pageOf } from './page-token.ts'
import { readRequest } from './read-request.ts'

export const listActivities: Operation = ({ runtime }, body) => {
  const request = readRequest(body)
  const maxResults = request.count('maxResults', { min: 0, max: 1_000 })
  const token = request.text('nextToken', { min: 1, max: 1_024 })
  request.check()
  const { items, nextToken } = pageOf(runtime.activities.list(), { scope: 'activities', token, maxResults })
  return {
    activities: items.map(({ arn, name, createdAt }) => ({ activityArn: arn, name, creationDate: seconds(createdAt) })),
    nextToken,
  }
}
