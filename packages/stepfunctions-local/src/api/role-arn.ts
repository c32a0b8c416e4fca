import { modelError } from './service-error.ts'

export function checkRoleArn(arn: string): void {
  if (!arn.startsWith('arn:')) throw modelError('InvalidArn', `Invalid ARN prefix: ${arn}`)
  if (arn.split(':').length < 6) throw modelError('InvalidArn', `Invalid ARN: ${arn}`)
}
