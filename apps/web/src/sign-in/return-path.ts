import { webPaths } from '@countersign/shared/paths'

/** Where to go after sign-in. Only a path of our own: `//host`, `/\host` and full URLs would lead somewhere else. */
export function returnPath(to: string | null): string {
  if (!to || !/^\/(?![/\\])/.test(to) || /[\\\p{Cc}]/u.test(to)) return webPaths.inbox()
  return to
}
