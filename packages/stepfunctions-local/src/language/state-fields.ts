import type { Json } from './json.ts'

const always = ['Type', 'Comment', 'QueryLanguage']
const flow = ['Next', 'End', 'Assign']
const paths = ['InputPath', 'OutputPath']
const result = ['ResultSelector', 'ResultPath']
const recovery = ['Retry', 'Catch']
/** Of a Distributed Map only, as `check-map.ts` says. */
export const distributedFields = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
]
const task = ['Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials', ...recovery]
const map = ['ItemProcessor', 'ItemSelector', 'MaxConcurrency', ...recovery, ...distributedFields]

/** AWS docs, the pages of the states in "Discovering workflow states"; one table for each query language. */
const pathFields: Readonly<Record<string, readonly string[]>> = {
  Task: [...flow, ...paths, ...result, ...task, 'Parameters', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
  Pass: [...flow, ...paths, 'Parameters', 'Result', 'ResultPath'],
  Wait: [...flow, ...paths, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Choice: [...paths, 'Choices', 'Default', 'Assign'],
  Succeed: paths,
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Parallel: [...flow, ...paths, ...result, ...recovery, 'Parameters', 'Branches'],
  Map: [...flow, ...paths, ...result, ...map, 'Parameters', 'Iterator', 'ItemsPath', 'MaxConcurrencyPath'],
}

const jsonataFields: Readonly<Record<string, readonly string[]>> = {
  Task: [...flow, ...task, 'Arguments', 'Output'],
  Pass: [...flow, 'Output'],
  Wait: [...flow, 'Seconds', 'Timestamp', 'Output'],
  Choice: ['Choices', 'Default', 'Assign', 'Output'],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Parallel: [...flow, ...recovery, 'Arguments', 'Branches', 'Output'],
  Map: [...flow, ...map, 'Items', 'Output'],
}

/** Which fields a state may have; undefined for a type that does not exist. */
export function allowedFields(type: Json, language: Json): ReadonlySet<string> | undefined {
  const table = language === 'JSONata' ? jsonataFields : pathFields
  const fields = typeof type === 'string' && Object.hasOwn(table, type) ? table[type] : undefined
  return fields === undefined ? undefined : new Set([...always, ...fields])
}
