import type { Activity } from '../engine/resources.ts'
import { checkArn } from './arn.ts'
import type { Backend } from './operation.ts'
import { modelError } from './service-error.ts'

export function findActivity({ runtime }: Backend, arn: string): Activity {
  checkArn(arn, 'activity')
  const activity = runtime.activities.find(arn)
  if (activity === undefined) throw modelError('ActivityDoesNotExist', arn)
  return activity
}
