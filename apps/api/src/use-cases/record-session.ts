import type { User } from '../domain/principal.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

/** Who came and went, and under which demo or login, belongs in the log beside what they decided. */
export async function recordSession(
  { unitOfWork }: Deps,
  user: User,
  type: 'session.signed_in' | 'session.signed_out',
): Promise<void> {
  await unitOfWork.transaction(async ({ audit, now }) =>
    audit.append({
      type,
      approvalId: null,
      actor: { kind: 'user', id: user.id, name: user.name },
      at: await now(),
      data: {},
    }),
  )
}
