const terminal = process.stdout.isTTY === true
const SHOW_STARTED_AFTER_MS = 2000

/**
 * Runs one step and prints how long it took. `work` may return a remark; 'unchanged' is a step that had nothing to do.
 * Long steps say that they have begun, so that nobody looks at a silent screen.
 */
export async function step(name, work) {
  const startedAt = performance.now()
  const announce = () => process.stdout.write(`  … ${name}${terminal ? '\r' : '\n'}`)
  if (terminal) announce()
  const later = terminal ? undefined : setTimeout(announce, SHOW_STARTED_AFTER_MS)
  try {
    const remark = await work()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    process.stdout.write(`  ✓ ${name.padEnd(22)}${seconds.padStart(6)} s${remark ? `  ${remark}` : ''}\n`)
  } catch (error) {
    process.stdout.write(`  ✗ ${name}\n`)
    throw error
  } finally {
    clearTimeout(later)
  }
}
