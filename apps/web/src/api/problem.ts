import { type Problem, type ProblemCode, problemSchema } from '@countersign/shared/problems'

/** The API said no. `problem` is its own sentence for the person; callers switch on `code`. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
  get code(): ProblemCode {
    return this.problem.code
  }
}

/** No answer, or one that is not ours (a proxy's error page): nothing is known about what the API did. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

export async function readProblem(response: Response): Promise<ApiProblem | Unreachable> {
  const body: unknown = await response.json().catch(() => undefined)
  const parsed = problemSchema.safeParse(body)
  if (parsed.success) return new ApiProblem(parsed.data)
  return new Unreachable(`The service answered ${response.status} without saying why.`)
}

export const isProblem = (error: unknown, ...codes: readonly ProblemCode[]): error is ApiProblem =>
  error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code))

/** One sentence for a person, whatever went wrong. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.problem.detail || error.problem.title
  if (error instanceof Unreachable) return error.message
  return 'Something failed in this page. Reload it; nothing was sent.'
}
