import type { Actor } from '../../domain/approval.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { SlackInstallation } from '../../ports/slack-installer.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { tokenPlace } from './open-workspace-token.ts'

/** The app is in this workspace, from now on with this token. */
export async function connectWorkspace(
  stores: Stores,
  sealer: SecretSealer,
  { workspaceId, workspaceName, botUserId, token, scopes }: SlackInstallation,
  { actor, installedBy }: { readonly actor: Actor; readonly installedBy: string | null },
): Promise<void> {
  const at = await stores.now()
  await stores.slack.workspaces.save({
    id: workspaceId,
    name: workspaceName,
    botUserId,
    sealedToken: sealer.seal(token, tokenPlace(workspaceId)),
    scopes,
    installedBy,
    installedAt: at,
    removedAt: null,
  })
  await stores.audit.append({
    type: 'slack.workspace_installed',
    approvalId: null,
    actor,
    at,
    data: { workspaceId, scopes: [...scopes] },
  })
}
