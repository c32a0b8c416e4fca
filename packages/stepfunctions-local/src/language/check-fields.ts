import { checkChoice } from './check-choice.ts'
import { integerProblems } from './check-recovery.ts'
import { type DefinitionProblem, requiredProblem, schemaProblem } from './definition-problem.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { isJsonataExpression } from './jsonata.ts'
import { objectsIn, type StatePlace } from './state-places.ts'
import { parseTimestamp } from './timestamp.ts'

const maxSeconds = 99_999_999

/** What each type of state asks of its own fields. */
export function checkFields(place: StatePlace): DefinitionProblem[] {
  switch (place.state.Type) {
    case 'Task':
      return checkTask(place)
    case 'Wait':
      return checkWait(place)
    case 'Choice':
      return checkChoice(place)
    case 'Fail':
      return [
        ...atMostOne(place.state, ['Error', 'ErrorPath'], place.location),
        ...atMostOne(place.state, ['Cause', 'CausePath'], place.location),
      ]
    case 'Parallel':
      return checkParallel(place)
    case 'Map':
      return checkMap(place)
    default:
      return []
  }
}

function checkTask({ state, location, language }: StatePlace): DefinitionProblem[] {
  const { Resource: resource, TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state
  if (resource === undefined) return [requiredProblem(['Resource'], location)]
  const tooSlow = typeof heartbeat === 'number' && heartbeat >= (typeof timeout === 'number' ? timeout : maxSeconds)
  return [
    ...(typeof resource === 'string' && resource.startsWith('arn:')
      ? []
      : [schemaProblem('Value is not a valid resource ARN', `${location}/Resource`)]),
    ...atMostOne(state, ['TimeoutSeconds', 'TimeoutSecondsPath'], location),
    ...atMostOne(state, ['HeartbeatSeconds', 'HeartbeatSecondsPath'], location),
    ...secondsProblems(timeout, 1, language, `${location}/TimeoutSeconds`),
    ...secondsProblems(heartbeat, 1, language, `${location}/HeartbeatSeconds`),
    ...(tooSlow ? [schemaProblem('HeartbeatSeconds must be smaller than TimeoutSeconds', location)] : []),
  ]
}

function checkWait({ state, location, language }: StatePlace): DefinitionProblem[] {
  const fields = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((field) => state[field] !== undefined)
  if (fields.length !== 1) {
    return [schemaProblem('Exactly one of Seconds, SecondsPath, Timestamp, TimestampPath is required', location)]
  }
  const { Timestamp: timestamp } = state
  const valid =
    timestamp === undefined ||
    (typeof timestamp === 'string' &&
      (parseTimestamp(timestamp) !== undefined || (language === 'JSONata' && isJsonataExpression(timestamp))))
  return [
    ...secondsProblems(state.Seconds, 0, language, `${location}/Seconds`),
    ...(valid ? [] : [schemaProblem('Value is not a valid ISO-8601 timestamp', `${location}/Timestamp`)]),
  ]
}

function checkParallel({ state, location }: StatePlace): DefinitionProblem[] {
  const branches = objectsIn(state.Branches)
  const complete = Array.isArray(state.Branches) && branches.length === state.Branches.length && branches.length > 0
  return complete ? [] : [schemaProblem('Expected a non-empty array of objects', `${location}/Branches`)]
}

function checkMap({ state, location, language }: StatePlace): DefinitionProblem[] {
  const processors = [state.ItemProcessor, state.Iterator].filter((processor) => processor !== undefined)
  if (processors.length !== 1 || !isJsonObject(processors[0])) {
    return [requiredProblem(['ItemProcessor'], location)]
  }
  const { MaxConcurrency: maxConcurrency } = state
  return [
    ...atMostOne(state, ['ItemSelector', 'Parameters'], location),
    ...atMostOne(state, ['MaxConcurrency', 'MaxConcurrencyPath'], location),
    ...secondsProblems(maxConcurrency, 0, language, `${location}/MaxConcurrency`),
    ...distributedProblems(state, processors[0], location),
  ]
}

/** AWS takes a Distributed Map; this endpoint says at once that it does not, instead of failing in the middle. */
function distributedProblems(state: JsonObject, processor: JsonObject, location: string): DefinitionProblem[] {
  const config = isJsonObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {}
  const fields = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'].filter((field) => state[field] !== undefined)
  const tolerated = Object.keys(state).filter((field) => field.startsWith('Tolerated'))
  const found = config.Mode === 'DISTRIBUTED' || fields.length > 0 || tolerated.length > 0
  return found
    ? [schemaProblem('Distributed Map is not supported by this endpoint, which runs inline Map', location)]
    : []
}

function secondsProblems(
  value: Json | undefined,
  least: number,
  language: Json,
  location: string,
): DefinitionProblem[] {
  return language === 'JSONata' && isJsonataExpression(value) ? [] : integerProblems(value, least, maxSeconds, location)
}

function atMostOne(state: JsonObject, fields: readonly string[], location: string): DefinitionProblem[] {
  const given = fields.filter((field) => state[field] !== undefined)
  return given.length > 1 ? [schemaProblem(`Only one of ${given.join(', ')} can be used`, location)] : []
}
