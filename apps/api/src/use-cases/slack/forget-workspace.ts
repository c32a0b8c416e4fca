import { COUNTERSIGN } from '../../domain/own-actors.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

/** Slack no longer takes our token there: the app was removed or its token revoked. Routes stay for the day it returns. */
export async function forgetWorkspace(stores: Stores, workspaceId: string, because: string): Promise<void> {
  const workspace = await stores.slack.workspaces.find(workspaceId)
  if (!workspace || workspace.removedAt) return
  const at = await stores.now()
  if (!(await stores.slack.workspaces.remove(workspace, at))) return
  await stores.audit.append({
    type: 'slack.workspace_removed',
    approvalId: null,
    actor: COUNTERSIGN,
    at,
    data: { workspaceId, because },
  })
}
