import { checkArn } from './arn.ts'
import type { Operation } from './operation.ts'
import { readRequest } from './read-request.ts'

/** Deleting twice is no error [REC 03-03-2024]. */
export const deleteActivity: Operation = async ({ runtime }, body) => {
  const request = readRequest(body)
  const arn = request.requiredText('activityArn', { min: 1, max: 256 })
  request.check()
  checkArn(arn, 'activity')
  await runtime.activities.delete(arn)
  return {}
}
