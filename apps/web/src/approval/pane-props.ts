import type { ApprovalSummary } from '@countersign/shared/views'

export type PaneProps = {
  readonly id: string
  readonly next: ApprovalSummary | null
  /** How many others still wait in this list. */
  readonly left: number
  readonly onNext: () => void
  /** Reached by going on from the last decision: the focus goes to its title, where reading starts. */
  readonly arrived?: boolean
  /** The approval has the page to itself, so its title is the page's heading. */
  readonly alone?: boolean
}
