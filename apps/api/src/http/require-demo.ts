import { isLoopback } from '../config/is-loopback.ts'
import { notFound, ProblemError } from './to-problem.ts'

export interface DemoGate {
  readonly authMode: 'demo' | 'none'
}

/**
 * The demo lets anyone be anyone, so it exists only in its mode and only on this machine: for everyone else it is not
 * there. Forwarded addresses are all looked at, trusted or not, because naming a foreign one can only close the door.
 */
export function requireDemo({ authMode }: DemoGate, { addresses }: { readonly addresses: readonly string[] }): void {
  const local = addresses.every((address) => isLoopback(address.replace(/^::ffff:/, '')))
  if (authMode !== 'demo' || !local) throw new ProblemError(notFound())
}
