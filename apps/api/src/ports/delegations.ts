import type { Delegation } from '../domain/policy/delegate.ts'

export interface DelegationStore {
  /** Serialises changes of one person's absences until the transaction ends. */
  lock(absentId: string): Promise<void>
  insert(delegation: Delegation, createdBy: string, at: Date): Promise<void>
  find(id: string): Promise<Delegation | undefined>
  /** `false`: it has ended already. */
  end(id: string, at: Date): Promise<boolean>
  /** Absences of these people that have not ended and share an instant with the span. */
  overlapping(absentIds: readonly string[], from: Date, until: Date): Promise<readonly Delegation[]>
  /** Newest first, those of one person on either side or of everybody; what is over for 30 days is left out. */
  list(of: string | null, limit: number): Promise<readonly Delegation[]>
}
