import type { AccountView } from '@countersign/shared/accounts'
import { Status } from '../../ui/status.tsx'

export function AccountStatus({ account: { disabledAt, parked, lastCheck } }: { readonly account: AccountView }) {
  if (disabledAt !== null) return <Status tone="off">Disabled</Status>
  if (parked > 0 || lastCheck?.passed === false) return <Status tone="bad">No access</Status>
  return lastCheck ? <Status tone="good">Checked</Status> : <Status tone="wait">Not checked</Status>
}
