import type { Transition } from '../language/definition.ts'

export function transition(state: Transition): { next?: string } {
  return state.Next === undefined ? {} : { next: state.Next }
}
