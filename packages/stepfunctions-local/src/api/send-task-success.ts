import { maxPayloadBytes } from '../language/limits.ts'
import { jsonProblem } from './check-json.ts'
import type { Operation } from './operation.ts'
import { readRequest } from './read-request.ts'
import { answerTask, findTask } from './send-task.ts'
import { modelError } from './service-error.ts'

export const sendTaskSuccess: Operation = async (backend, body) => {
  const request = readRequest(body)
  const token = request.requiredText('taskToken', { min: 1, max: 2_048, sensitive: true })
  const output = request.requiredText('output', { max: maxPayloadBytes, bytes: true, sensitive: true })
  request.check()
  // AWS looks at the token first: a wrong token with a wrong output is InvalidToken [OBS].
  findTask(backend, token)
  const problem = jsonProblem(output)
  if (problem !== undefined) throw modelError('InvalidOutput', problem)
  await answerTask(backend, token, { kind: 'succeeded', output })
  return {}
}
