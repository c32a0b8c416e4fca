import { StatesError } from '../language/states-error.ts'

export type ServicePattern = 'request' | 'sync' | 'sync:2' | 'callback'

export interface ServiceResource {
  readonly kind: 'service'
  readonly arn: string
  /** As the history shows it: `sqs`, `lambda`, `aws-sdk:dynamodb`. */
  readonly resourceType: string
  /** As the history shows it: `sendMessage.waitForTaskToken`. */
  readonly resource: string
  /** Without the pattern: `sendMessage`. */
  readonly action: string
  readonly pattern: ServicePattern
}

export type TaskResource =
  | { readonly kind: 'lambda'; readonly arn: string; readonly functionName: string }
  | { readonly kind: 'activity'; readonly arn: string }
  | ServiceResource

/** `arn:<partition>:<service>:<region>:<account>:<rest>`; optimized integrations have neither region nor account. */
const arnParts = /^arn:[^:]+:([^:]+):([^:]*):([^:]*):(.+)$/

export function parseResource(arn: string): TaskResource {
  const [, service, , account, rest] = arnParts.exec(arn) ?? []
  if (service === undefined || rest === undefined) throw unusable(arn)
  if (service === 'lambda') {
    const functionName = rest.replace(/^function:/, '').split(':')[0]
    if (functionName === undefined || functionName === '') throw unusable(arn)
    return { kind: 'lambda', arn, functionName }
  }
  if (service !== 'states') throw unusable(arn)
  if (rest.startsWith('activity:')) return { kind: 'activity', arn }
  if (account !== '') throw unusable(arn)
  return parseService(arn, rest)
}

function parseService(arn: string, rest: string): ServiceResource {
  const colon = rest.startsWith('aws-sdk:') ? rest.indexOf(':', 'aws-sdk:'.length) : rest.indexOf(':')
  if (colon < 0) throw unusable(arn)
  const resource = rest.slice(colon + 1)
  const [action = '', suffix] = resource.split('.')
  return { kind: 'service', arn, resourceType: rest.slice(0, colon), resource, action, pattern: patternOf(arn, suffix) }
}

function patternOf(arn: string, suffix: string | undefined): ServicePattern {
  switch (suffix) {
    case undefined:
      return 'request'
    case 'sync':
      return 'sync'
    case 'sync:2':
      return 'sync:2'
    case 'waitForTaskToken':
      return 'callback'
    default:
      throw unusable(arn)
  }
}

/** Callback tasks wait for their token, and `.sync` tasks may be finished early through theirs [REC 12-07-2024]. */
export function holdsToken(resource: TaskResource): boolean {
  return resource.kind === 'activity' || (resource.kind === 'service' && resource.pattern !== 'request')
}

function unusable(arn: string): StatesError {
  return new StatesError('States.Runtime', `The resource ARN '${arn}' is not one a Task can use.`)
}
