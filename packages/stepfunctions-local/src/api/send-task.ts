import type { OpenTask, TokenAnswer } from '../engine/tokens.ts'
import type { Backend } from './operation.ts'
import { modelError, type ServiceError } from './service-error.ts'

/** AWS says the same of a used, a late and an aborted token [OBS 2022, 2023]. */
const gone = (): ServiceError => modelError('TaskTimedOut', 'Provided task does not exist anymore')

export function findTask({ runtime }: Backend, token: string): OpenTask {
  const task = runtime.tokens.find(token)
  if (task === 'unknown') throw modelError('InvalidToken', 'Invalid token')
  if (task === 'closed') throw gone()
  return task
}

export async function answerTask(backend: Backend, token: string, answer: TokenAnswer): Promise<void> {
  const accepted = await findTask(backend, token).answer(answer)
  if (!accepted) throw gone()
}
