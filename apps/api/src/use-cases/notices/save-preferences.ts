import type { Preferences } from '@countersign/shared/preferences'
import type { User } from '../../domain/principal.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

/** Counts at once: what waits already is judged by it when it is due. */
export const savePreferences = (
  { unitOfWork }: { readonly unitOfWork: UnitOfWork },
  user: User,
  preferences: Preferences,
): Promise<void> => unitOfWork.transaction((stores) => stores.preferences.save(user.id, preferences))
