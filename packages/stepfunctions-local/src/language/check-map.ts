import { type DefinitionProblem, requiredProblem, schemaProblem } from './definition-problem.ts'
import { atMostOne, maxSeconds, numberProblems } from './field-problems.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { distributedFields } from './state-fields.ts'
import type { StatePlace } from './state-places.ts'

const modes: readonly Json[] = ['INLINE', 'DISTRIBUTED']
const executionTypes: readonly Json[] = ['STANDARD', 'EXPRESS']
const maxLabelLength = 40
/** What AWS lists as forbidden in a label (AWS docs, "Using Map state in Distributed mode"). */
const forbiddenInLabel = /[\s\p{Cc}?*<>{}[\]:;,\\|^~$#%&`"]/u

export function checkMap({ state, location, language }: StatePlace): DefinitionProblem[] {
  const processors = [state.ItemProcessor, state.Iterator].filter((processor) => processor !== undefined)
  const [processor] = processors
  if (processors.length !== 1 || !isJsonObject(processor)) {
    return [requiredProblem(['ItemProcessor'], location)]
  }
  const config = isJsonObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {}
  const mode = config.Mode ?? 'INLINE'
  return [
    ...atMostOne(state, ['ItemSelector', 'Parameters'], location),
    ...atMostOne(state, ['MaxConcurrency', 'MaxConcurrencyPath'], location),
    ...numberProblems(state.MaxConcurrency, [0, maxSeconds], language, `${location}/MaxConcurrency`),
    ...(modes.includes(mode)
      ? []
      : [schemaProblem(`Expected one of ${modes.join(', ')}`, `${location}/ItemProcessor/ProcessorConfig/Mode`)]),
    ...(mode === 'DISTRIBUTED' ? checkDistributed(state, config, language, location) : checkInline(state, location)),
  ]
}

function checkInline(state: JsonObject, location: string): DefinitionProblem[] {
  return distributedFields
    .filter((field) => state[field] !== undefined)
    .map((field) => schemaProblem('Field is supported by a Map in DISTRIBUTED mode only', `${location}/${field}`))
}

function checkDistributed(state: JsonObject, config: JsonObject, language: Json, location: string) {
  const at = (field: string) => `${location}/${field}`
  return [
    ...(executionTypes.includes(config.ExecutionType ?? null)
      ? []
      : [requiredProblem(['ExecutionType'], at('ItemProcessor/ProcessorConfig'))]),
    ...missingBuckets(state, location),
    ...labelProblems(state.Label, at('Label')),
    ...atMostOne(state, ['ToleratedFailureCount', 'ToleratedFailureCountPath'], location),
    ...atMostOne(state, ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'], location),
    ...numberProblems(state.ToleratedFailureCount, [0, maxSeconds], language, at('ToleratedFailureCount')),
    ...numberProblems(state.ToleratedFailurePercentage, [0, 100], language, at('ToleratedFailurePercentage')),
    ...batcherProblems(state.ItemBatcher, language, at('ItemBatcher')),
  ]
}

/** AWS takes both; this endpoint says at once that it has no S3, instead of failing in the middle. */
function missingBuckets(state: JsonObject, location: string): DefinitionProblem[] {
  const remedies = {
    ItemReader: 'This endpoint has no S3 to read items from: pass them in the input and select them with ItemsPath',
    ResultWriter: 'This endpoint has no S3 to write results to: leave ResultWriter out and use the output of the Map',
  }
  return Object.entries(remedies)
    .filter(([field]) => state[field] !== undefined)
    .map(([field, remedy]) => schemaProblem(remedy, `${location}/${field}`))
}

function labelProblems(label: Json | undefined, location: string): DefinitionProblem[] {
  if (label === undefined) return []
  const valid =
    typeof label === 'string' && label !== '' && label.length <= maxLabelLength && !forbiddenInLabel.test(label)
  return valid ? [] : [schemaProblem(`Expected a label of 1 to ${maxLabelLength} permitted characters`, location)]
}

function batcherProblems(batcher: Json | undefined, language: Json, location: string): DefinitionProblem[] {
  if (batcher === undefined) return []
  if (!isJsonObject(batcher)) return [schemaProblem('Expected value of type Object', location)]
  const bounds = ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath']
  return [
    ...(bounds.some((field) => batcher[field] !== undefined)
      ? []
      : [schemaProblem('MaxItemsPerBatch or MaxInputBytesPerBatch is required', location)]),
    ...atMostOne(batcher, ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'], location),
    ...atMostOne(batcher, ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'], location),
    ...numberProblems(batcher.MaxItemsPerBatch, [1, maxSeconds], language, `${location}/MaxItemsPerBatch`),
    ...numberProblems(batcher.MaxInputBytesPerBatch, [1, 262_144], language, `${location}/MaxInputBytesPerBatch`),
  ]
}
