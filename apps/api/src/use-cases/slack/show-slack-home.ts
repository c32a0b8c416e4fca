import { canonicalJson, sha256 } from '../../domain/canonical-json.ts'
import type { Principal } from '../../domain/principal.ts'
import type { HomeView } from '../../domain/slack/action-values.ts'
import { reviewerOf, visibility } from '../../domain/visibility.ts'
import type { ApprovalQuery, ApprovalReader } from '../../ports/approval-reader.ts'
import type { Job } from '../../ports/jobs.ts'
import type { Log } from '../../ports/log.ts'
import type { SlackClient } from '../../ports/slack-client.ts'
import type { SlackHome } from '../../ports/slack-store.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { presentSummary } from '../../present/present-summary.ts'
import { renderHome } from '../../present/slack/render-home.ts'
import { heedFailure } from './heed-failure.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly reader: Pick<ApprovalReader, 'list'>
  readonly slack: SlackClient
  readonly publicUrl: string
  readonly log: Log
  readonly random: () => number
}

type HomeKey = Pick<SlackHome, 'workspaceId' | 'slackUserId'>

/** Three blocks each, of the hundred a view may have. */
const MAX_ITEMS = 25

export const slackHomeJob = ({ workspaceId, slackUserId }: HomeKey, delayMs = 0): Job => ({
  name: 'slack-home',
  payload: { workspaceId, slackUserId },
  key: `slack-home:${workspaceId}:${slackUserId}`,
  delayMs,
})

/** App Home: the queue of the person who looks at it. An account nobody has linked gets a link and nothing else. */
export async function showSlackHome(deps: Deps, key: HomeKey): Promise<void> {
  const looked = await deps.unitOfWork.transaction(async (stores) => {
    const home = await stores.slack.homes.find(key.workspaceId, key.slackUserId)
    if (!home) return undefined
    const paused = await stores.slack.pace.pausedUntil(key.workspaceId)
    const now = await stores.now()
    if (paused && paused > now) {
      await stores.jobs.add(slackHomeJob(key, paused.getTime() - now.getTime() + Math.ceil(deps.random() * 1_000)))
      return undefined
    }
    const id = await stores.slackInbox.personOf({
      workspaceId: key.workspaceId,
      teamId: key.workspaceId,
      userId: key.slackUserId,
    })
    return { home, user: id && (await stores.directory.user(id)) }
  })
  if (!looked) return
  const { home, user } = looked
  const view = renderHome({
    view: home.view,
    publicUrl: deps.publicUrl,
    queue: user ? await readQueue(deps, home.view, { kind: 'user', user, via: 'slack' }) : null,
  })
  const fingerprint = sha256(canonicalJson(view)).toString('base64url')
  if (fingerprint === home.fingerprint) return
  const answer = await deps.slack.publishHome(key.workspaceId, key.slackUserId, view)
  await deps.unitOfWork.transaction(async (stores) => {
    if (answer.kind === 'ok') {
      await stores.slack.homes.recordShown(key, fingerprint)
      await stores.slack.pace.resume(key.workspaceId)
      return
    }
    const about = { slackUserId: key.slackUserId }
    const remedy = await heedFailure(stores, deps, { workspaceId: key.workspaceId, failure: answer, about })
    if (remedy.kind === 'again') await stores.jobs.add(slackHomeJob(key, remedy.delayMs))
  })
}

async function readQueue({ reader }: Deps, view: HomeView, principal: Extract<Principal, { kind: 'user' }>) {
  const { user } = principal
  const query: ApprovalQuery = {
    statuses: ['pending'],
    team: null,
    requestedBy: null,
    waitingFor: view === 'mine' ? reviewerOf(user) : null,
    viewer: user.id,
    watch: null,
    text: null,
    cursor: null,
    limit: MAX_ITEMS,
  }
  const seen = visibility(principal)
  // "Team" is my teams and nothing else, whatever an admin may see.
  const mine = { kind: 'some' as const, teams: user.teams, people: [], requestedBy: [], registeredByKey: null }
  const page = await reader.list(query, view === 'team' && !user.disabled ? mine : seen)
  return { items: (page?.items ?? []).map(presentSummary), more: page?.nextCursor !== null }
}
