import type { MachineType } from './definition.ts'
import { type DefinitionProblem, schemaProblem } from './definition-problem.ts'
import type { StatePlace } from './state-places.ts'

const callback = '.waitForTaskToken'
const job = /\.sync(:2)?$/
const activity = /^arn:[^:]*:states:[^:]+:[^:]+:activity:/

/** Services whose optimised integration has no callback form (AWS docs, "Integrating services"). */
const withoutCallback = new Set([
  'athena',
  'batch',
  'bedrock-agentcore',
  'codebuild',
  'databrew',
  'dynamodb',
  'eks',
  'elasticmapreduce',
  'emr-containers',
  'emr-serverless',
  'glue',
  'http',
  'mediaconvert',
  'sagemaker',
])

/**
 * What the machine's type and AWS's table of integrations refuse. The Express sentences are recorded (03-07-2024);
 * the blank at the end of the first is AWS's.
 */
export function checkResource({ state, location }: StatePlace, type: MachineType): DefinitionProblem[] {
  const { Resource: resource } = state
  if (state.Type !== 'Task' || typeof resource !== 'string') return []
  const at = `${location}/Resource`
  if (type === 'EXPRESS') {
    if (resource.endsWith(callback)) return [express(`'${callback}' service integration `, at)]
    if (job.test(resource)) return [express("'.sync' service integration", at)]
    if (activity.test(resource)) return [express('Activity ARN', at)]
  }
  const [, service] = /^arn:[^:]*:states:::([^:]+):/.exec(resource) ?? []
  if (!resource.endsWith(callback)) return []
  if (service !== undefined && !withoutCallback.has(service)) return []
  return [
    schemaProblem(
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      at,
    ),
  ]
}

function express(what: string, location: string): DefinitionProblem {
  return schemaProblem(`Express state machine does not support ${what}`, location)
}
