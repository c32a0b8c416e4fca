import { reveal } from '@countersign/shared/hidden-characters'
import { webPaths } from '@countersign/shared/paths'
import { projectRow } from '@countersign/shared/project-row'
import type { ApprovalSummary } from '@countersign/shared/views'
import { RISK_WORDING } from '@countersign/shared/wording'
import type { SectionBlock } from '@slack/types'
import { openButton } from './render-actions.ts'
import { literal, markup, momentMarkup } from './texts.ts'

/** One approval in a list: what, of whom, how risky, by when or how it ended; and the way to it. */
export function renderRow(summary: ApprovalSummary, publicUrl: string): SectionBlock {
  const { title, contextLine, requestedBy, team, risk, deadline, id } = summary
  const { decision, ended, delivery } = projectRow(summary)
  const over = ended ? `${ended.label}: ${ended.sentence}` : decision
  const facts = [
    ...(contextLine === null ? [] : [literal(reveal(contextLine), 100)]),
    literal(team.name, 80),
    ...(requestedBy ? [`asked by ${literal(reveal(requestedBy.name), 80)}`] : []),
    RISK_WORDING[risk].label.toLowerCase(),
    ...(over === null && deadline ? [`due ${momentMarkup(deadline.at, '{date_short_pretty} at {time} ({ago})')}`] : []),
    ...(over === null ? [] : [literal(over, 200)]),
    ...(delivery === null ? [] : [delivery.label.toLowerCase()]),
  ]
  return {
    type: 'section',
    text: markup(`*${literal(reveal(title), 200)}*\n${facts.join(' · ')}`),
    accessory: openButton(`${publicUrl}${webPaths.approval(id)}`),
  }
}
