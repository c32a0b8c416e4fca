import type { Operation } from './operation.ts'
import { readRequest } from './read-request.ts'
import { answerTask } from './send-task.ts'

export const sendTaskFailure: Operation = async (backend, body) => {
  const request = readRequest(body)
  const token = request.requiredText('taskToken', { min: 1, max: 2_048, sensitive: true })
  const error = request.text('error', { max: 256, sensitive: true })
  const cause = request.text('cause', { max: 32_768, sensitive: true })
  request.check()
  await answerTask(backend, token, {
    kind: 'failed',
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  })
  return {}
}
