import type { Preferences } from '@countersign/shared/preferences'
import type { User } from '../../domain/principal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

/** How this person wishes to hear of approvals. */
export const readPreferences = (
  { unitOfWork }: { readonly unitOfWork: UnitOfWork },
  user: User,
): Promise<Preferences> => unitOfWork.transaction((stores) => stores.preferences.find(user.id))
