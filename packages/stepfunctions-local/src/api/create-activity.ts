import { activityArn, checkName } from './arn.ts'
import { type Operation, seconds } from './operation.ts'
import { readRequest } from './read-request.ts'

/** The same name again gives the same activity [REC 03-03-2024]. */
export const createActivity: Operation = async ({ runtime }, body) => {
  const request = readRequest(body)
  const name = request.requiredText('name', { min: 1, max: 80 })
  request.check()
  checkName(name)
  const arn = activityArn(runtime.settings, name)
  const known = runtime.activities.find(arn)
  const activity = known ?? { arn, name, createdAt: runtime.clock.now() }
  if (known === undefined) await runtime.activities.create(activity)
  return { activityArn: arn, creationDate: seconds(activity.createdAt) }
}
