/** Whether this process should get traffic: `null`, or the reason why not. */
export interface Readiness {
  check(): Promise<string | null>
}
