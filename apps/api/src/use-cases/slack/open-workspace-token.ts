import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly secretSealer: SecretSealer
}

/** Where a bot token is sealed for; it opens nowhere else. */
export const tokenPlace = (workspaceId: string): string => `slack:${workspaceId}`

/** The bot token of a workspace that is installed now. */
export async function openWorkspaceToken(
  { unitOfWork, secretSealer }: Deps,
  workspaceId: string,
): Promise<string | null> {
  const workspace = await unitOfWork.transaction(({ slack }) => slack.workspaces.find(workspaceId))
  if (!workspace || workspace.removedAt) return null
  return secretSealer.open(workspace.sealedToken, tokenPlace(workspaceId))
}
