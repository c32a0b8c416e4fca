import type { ApprovalSummary } from '@countersign/shared/views'

export type PaneProps = {
  readonly id: string
  readonly next: ApprovalSummary | null
  /** How many others still wait in this list. */
  readonly left: number
  readonly onNext: () => void
  /** The approval has the page to itself, so its title is the page's heading. */
  readonly alone?: boolean
}
