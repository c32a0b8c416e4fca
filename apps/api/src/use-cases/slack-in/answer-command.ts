import { reveal } from '@countersign/shared/hidden-characters'
import { webPaths } from '@countersign/shared/paths'
import { listQuery } from '@countersign/shared/requests'
import type { Principal } from '../../domain/principal.ts'
import { SLASH_COMMAND } from '../../domain/slack/action-values.ts'
import type { Inbound } from '../../domain/slack-in/inbound.ts'
import type { ApprovalReader } from '../../ports/approval-reader.ts'
import type { SlackContent } from '../../ports/slack-client.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { presentSummary } from '../../present/present-summary.ts'
import { renderSearchResults } from '../../present/slack/render-search.ts'
import { renderAnswer } from '../../present/slack-in/render-answer.ts'
import { listApprovals } from '../list-approvals.ts'
import { findPerson } from './find-person.ts'
import { settingsLink } from './slack-sentences.ts'

export interface AnswerCommandDeps {
  readonly unitOfWork: UnitOfWork
  readonly reader: ApprovalReader
  readonly publicUrl: string
}

type Command = Extract<Inbound, { kind: 'command' }>

/** What fits on a screen; the inbox has the rest. */
const MAX_ROWS = 10
const MAX_WORDS = 200
const HELP = [
  `${SLASH_COMMAND} mine: what waits for your decision, soonest due first`,
  `${SLASH_COMMAND} search words: approvals you may see with these words in them`,
  `${SLASH_COMMAND} help: this`,
].join('\n')

/** The slash command, answered in the ack: only the person who typed it sees the answer. */
export async function answerCommand(deps: AnswerCommandDeps, command: Command) {
  return { response_type: 'ephemeral', ...(await contentFor(deps, command)) }
}

async function contentFor(deps: AnswerCommandDeps, { actor, text }: Command): Promise<SlackContent> {
  const inbox = { label: 'Open the inbox', url: `${deps.publicUrl}${webPaths.inbox()}` }
  const person = await deps.unitOfWork.transaction((stores) => findPerson(stores, actor))
  if (person.kind === 'stranger') return renderAnswer({ sentence: person.sentence, link: settingsLink(deps.publicUrl) })
  const [verb = '', ...words] = text.trim().split(/\s+/)
  const wanted = words.join(' ').slice(0, MAX_WORDS)
  switch (verb.toLowerCase()) {
    case 'mine':
      return list(deps, person, { waiting: 'me' }, 'What waits for your decision')
    case 'search':
      if (wanted !== '') return list(deps, person, { q: wanted }, `Approvals with “${reveal(wanted)}”`)
      break
  }
  return renderAnswer({ sentence: HELP, link: inbox })
}

async function list(
  deps: AnswerCommandDeps,
  principal: Principal,
  wish: { readonly waiting?: 'me'; readonly q?: string },
  heading: string,
): Promise<SlackContent> {
  const query = listQuery.parse({ ...wish, limit: MAX_ROWS })
  const found = await listApprovals(deps, { principal, query })
  const { items, nextCursor } = found.kind === 'refused' ? { items: [], nextCursor: null } : found
  const more = nextCursor !== null
  return renderSearchResults({ heading, items: items.map(presentSummary), more, publicUrl: deps.publicUrl })
}
