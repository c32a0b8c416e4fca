import { Button } from '../ui/button.tsx'

type Props = {
  readonly same: boolean
  readonly pending: boolean
  readonly saved: boolean
  readonly missing: string | null
}

/** The end of a form that changes something which exists: what can be saved, and whether it is. */
export const SaveBar = ({ same, pending, saved, missing }: Props) => (
  <div className="mt-5 flex items-center gap-3">
    <Button type="submit" tone="primary" disabledReason={pending ? 'Saving…' : same ? 'Nothing has changed.' : missing}>
      Save
    </Button>
    <p role="status" className="text-ink-2">
      {same ? (saved ? 'Saved' : '') : (missing ?? 'Not saved yet')}
    </p>
  </div>
)
