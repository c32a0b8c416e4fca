interface Target {
  host: string
  port: number
}
export function isForApi(pathname: string): boolean
export function startFrontDoor(options: {
  port: number
  host?: string
  publicUrl: string
  api: Target
  web: Target
}): Promise<{ port: number; stop(): Promise<void> }>
