interface Child {
  pid: number | undefined
  /** The exit code, or what ended it. */
  exited: Promise<number | string>
  stop(patienceMs?: number): Promise<void>
}
export function startChild(
  command: string,
  args: string[],
  options?: {
    env?: NodeJS.ProcessEnv
    cwd?: string
    account?: { uid: number; gid: number }
    stopSignal?: string
    onLine?: (line: string) => void
  },
): Child
