/** Lets every branch that is ready take its step before anyone takes the next one. */
export function nextTurn(): Promise<void> {
  return Promise.resolve()
}
