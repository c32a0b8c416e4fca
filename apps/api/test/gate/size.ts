/**
 * One battery, two sizes: small inside `npm test`, whole by `npm run gate -- <id>`, which sets COUNTERSIGN_GATE. The
 * verdict of both comes from the same code.
 */
export const isGate = process.env.COUNTERSIGN_GATE !== undefined

export const size = <T>(ci: T, gate: T): T => (isGate ? gate : ci)

/** How long one test of a battery may take: a gate runs for up to three hours. */
export const batteryTimeoutMs = (ciMs: number): number => size(ciMs, 3 * 3_600_000)

/** The figures of a battery; a gate prints them for docs/reliability.md. */
export function report(id: string, figures: Readonly<Record<string, number | string>>): void {
  if (!isGate) return
  const lines = Object.entries(figures).map(([name, value]) => `  ${name}: ${value}`)
  process.stdout.write(`\n${id}\n${lines.join('\n')}\n`)
}
