/** How many heartbeats a second keep the waiting tasks of one account and region alive. */
export interface BeatLoad {
  /** May be some seconds old; what this process has added since is counted in. */
  current(account: string, region: string): Promise<number>
  add(account: string, region: string, beatsPerSecond: number): void
}
