import { findActivity } from './find-activity.ts'
import { type Operation, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'

export const describeActivity: Operation = (backend, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('activityArn', { min: 1, max: 256 })
  request.check()
  const { name, createdAt } = findActivity(backend, arn)
  return { activityArn: arn, name, creationDate: seconds(createdAt) }
}
