import type { versionView } from '@countersign/shared/views'
import type { z } from 'zod'
import type { Route } from './define-route.ts'
import { type AccountRoutesDeps, accountRoutes } from './handlers/accounts/account-routes.ts'
import { addCommentRoute } from './handlers/add-comment.ts'
import { checkpointRoutes } from './handlers/audit/checkpoint-routes.ts'
import { exportAuditRoute } from './handlers/audit/export-audit.ts'
import { handOutEvidenceRoute } from './handlers/audit/hand-out-evidence.ts'
import { cancelApprovalRoute } from './handlers/cancel-approval.ts'
import { castVoteRoute } from './handlers/cast-vote.ts'
import { claimRoutes } from './handlers/claims/claim-routes.ts'
import { delegationRoutes } from './handlers/delegations/delegation-routes.ts'
import { getLivez } from './handlers/get-livez.ts'
import { getMetrics } from './handlers/get-metrics.ts'
import { getOpenapi } from './handlers/get-openapi.ts'
import { getProblem } from './handlers/get-problem.ts'
import { getReadyz } from './handlers/get-readyz.ts'
import { getVersion } from './handlers/get-version.ts'
import { type IntegrationRoutesDeps, integrationRoutes } from './handlers/integrations/integration-routes.ts'
import { listApprovalsRoute } from './handlers/list-approvals.ts'
import { listDemoUsersRoute } from './handlers/list-demo-users.ts'
import { muteApprovalRoute } from './handlers/notices/mute-approval.ts'
import { readPreferencesRoute } from './handlers/notices/read-preferences.ts'
import { savePreferencesRoute } from './handlers/notices/save-preferences.ts'
import { snoozeApprovalRoute } from './handlers/notices/snooze-approval.ts'
import { type PolicyRoutesDeps, policyRoutes } from './handlers/policies/policy-routes.ts'
import { readApprovalRoute } from './handlers/read-approval.ts'
import { readAuditRoute } from './handlers/read-audit.ts'
import { readMeRoute } from './handlers/read-me.ts'
import { readProjectionRoute } from './handlers/read-projection.ts'
import { recordHeartbeatRoute } from './handlers/record-heartbeat.ts'
import { requestApprovalRoute } from './handlers/request-approval.ts'
import { revealCaseRoute } from './handlers/reveal-case.ts'
import { signInDemoRoute } from './handlers/sign-in-demo.ts'
import { signOutRoute } from './handlers/sign-out.ts'
import { type SlackRoutesDeps, slackRoutes } from './handlers/slack/slack-routes.ts'
import { beginSlackLinkRoute } from './handlers/slack-in/begin-slack-link.ts'
import { completeSlackLinkRoute } from './handlers/slack-in/complete-slack-link.ts'
import { readMySlackRoute } from './handlers/slack-in/read-my-slack.ts'
import { removeSlackLinkRoute } from './handlers/slack-in/remove-slack-link.ts'
import { streamEventsRoute } from './handlers/stream-events.ts'
import { undoDecisionRoute } from './handlers/undo-decision.ts'
import { type WebhookRoutesDeps, webhookRoutes } from './handlers/webhooks/webhook-routes.ts'
import { describeApi } from './openapi.ts'

export type RoutesDeps = Parameters<typeof requestApprovalRoute>[0] &
  Parameters<typeof listApprovalsRoute>[0] &
  Parameters<typeof readApprovalRoute>[0] &
  Parameters<typeof readPreferencesRoute>[0] &
  Parameters<typeof castVoteRoute>[0] &
  Parameters<typeof recordHeartbeatRoute>[0] &
  Parameters<typeof exportAuditRoute>[0] &
  Parameters<typeof streamEventsRoute>[0] &
  Parameters<typeof signInDemoRoute>[0] &
  Parameters<typeof completeSlackLinkRoute>[0] &
  SlackRoutesDeps &
  AccountRoutesDeps &
  PolicyRoutesDeps &
  WebhookRoutesDeps &
  IntegrationRoutesDeps &
  Parameters<typeof getReadyz>[0] & {
    readonly version: z.output<typeof versionView>
    readonly cookieName: string
  }

/** Every endpoint, in the order the documentation shows them. */
export function listRoutes(deps: RoutesDeps): readonly Route[] {
  const routes: readonly Route[] = [
    requestApprovalRoute(deps),
    listApprovalsRoute(deps),
    readApprovalRoute(deps),
    readProjectionRoute(deps),
    revealCaseRoute(deps),
    castVoteRoute(deps),
    undoDecisionRoute(deps),
    cancelApprovalRoute(deps),
    ...claimRoutes(deps),
    addCommentRoute(deps),
    recordHeartbeatRoute(deps),
    readAuditRoute(deps),
    handOutEvidenceRoute(deps),
    exportAuditRoute(deps),
    ...checkpointRoutes(deps),
    snoozeApprovalRoute(deps),
    muteApprovalRoute(deps),
    readPreferencesRoute(deps),
    savePreferencesRoute(deps),
    ...delegationRoutes(deps),
    streamEventsRoute(deps),
    listDemoUsersRoute(deps),
    signInDemoRoute(deps),
    readMeRoute(deps),
    signOutRoute(deps),
    readMySlackRoute(deps),
    beginSlackLinkRoute(deps),
    completeSlackLinkRoute(deps),
    removeSlackLinkRoute(deps),
    ...integrationRoutes(deps),
    ...webhookRoutes(deps),
    ...slackRoutes(deps),
    ...accountRoutes(deps),
    ...policyRoutes(deps),
    getLivez(),
    getReadyz(deps),
    getVersion(deps.version),
    getMetrics(deps),
    getOpenapi(() => document),
    getProblem(),
  ]
  const { publicUrl, cookieName, version } = deps
  const document = describeApi(routes, { publicUrl, cookieName, version: version.version })
  return routes
}
