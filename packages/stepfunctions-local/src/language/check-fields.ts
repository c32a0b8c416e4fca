import { checkChoice } from './check-choice.ts'
import { checkMap } from './check-map.ts'
import { type DefinitionProblem, requiredProblem, schemaProblem } from './definition-problem.ts'
import { atMostOne, maxSeconds, numberProblems } from './field-problems.ts'
import { isJsonataExpression } from './jsonata.ts'
import { objectsIn, type StatePlace } from './state-places.ts'
import { parseTimestamp } from './timestamp.ts'

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
    ...numberProblems(timeout, [1, maxSeconds], language, `${location}/TimeoutSeconds`),
    ...numberProblems(heartbeat, [1, maxSeconds], language, `${location}/HeartbeatSeconds`),
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
    ...numberProblems(state.Seconds, [0, maxSeconds], language, `${location}/Seconds`),
    ...(valid ? [] : [schemaProblem('Value is not a valid ISO-8601 timestamp', `${location}/Timestamp`)]),
  ]
}

function checkParallel({ state, location }: StatePlace): DefinitionProblem[] {
  const branches = objectsIn(state.Branches)
  const complete = Array.isArray(state.Branches) && branches.length === state.Branches.length && branches.length > 0
  return complete ? [] : [schemaProblem('Expected a non-empty array of objects', `${location}/Branches`)]
}
