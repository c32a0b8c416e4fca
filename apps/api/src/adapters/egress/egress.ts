import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { EgressConfig } from '../../config/egress.ts'
import type { Egress, EgressCall, EgressResult } from '../../ports/egress.ts'
import { type Address, callTarget, failureOf } from './call-target.ts'
import { checkUrl, type EgressRules, REFUSED_ADDRESS, type Target } from './check-url.ts'
import { isReachable, parseAllowList } from './judge-address.ts'

export type Resolve = (host: string) => Promise<readonly Address[]>

const DEFAULTS = { timeoutMs: 10_000, maxResponseBytes: 64 * 1024 }

/**
 * E1. What is refused is never connected to: the URL, each address its name resolves to, and the connected address
 *     are judged, by one rule.
 * E2. The name is resolved once and the connection goes to what was judged: an answer that changes (rebinding) is not
 *     asked for again.
 * E3. One call is one connection: no redirect is followed, no proxy asked, nothing kept alive.
 * E4. It ends: in time, and after so many bytes.
 */
export function createEgress(config: EgressConfig, resolve: Resolve = resolveAll): Egress {
  const rules: EgressRules = { allow: parseAllowList(config.allow), allowHttp: config.allowHttp }
  return {
    checkUrl(url) {
      const target = checkUrl(url, rules)
      return target.kind === 'refused' ? target : { kind: 'fine' }
    },

    async send(call) {
      const target = checkUrl(call.url, rules)
      if (target.kind === 'refused') return target
      const deadline = startDeadline(call.timeoutMs ?? DEFAULTS.timeoutMs)
      try {
        return await Promise.race([deadline.reached, sendTo(target, rules, resolve, call, deadline)])
      } catch (error) {
        return { kind: 'failed', reason: failureOf(error) }
      } finally {
        deadline.clear()
      }
    },
  }
}

async function sendTo(
  target: Target,
  rules: EgressRules,
  resolve: Resolve,
  call: EgressCall,
  { signal }: Deadline,
): Promise<EgressResult> {
  const family = isIP(target.host)
  const addresses = family === 0 ? await resolve(target.host) : [{ address: target.host, family }]
  const judge = (address: string) => isReachable(address, rules.allow)
  // One bad address among good ones is reason enough: an honest name has none.
  if (!addresses.every(({ address }) => judge(address))) return REFUSED_ADDRESS
  if (addresses.length === 0) return { kind: 'failed', reason: 'name-not-found' }
  const maxResponseBytes = call.maxResponseBytes ?? DEFAULTS.maxResponseBytes
  return callTarget({ target, addresses, isReachable: judge }, { ...call, maxResponseBytes }, signal)
}

const resolveAll: Resolve = (host) => lookup(host, { all: true })

interface Deadline {
  readonly signal: AbortSignal
  readonly reached: Promise<EgressResult>
  clear(): void
}

function startDeadline(ms: number): Deadline {
  const controller = new AbortController()
  let clear = () => {}
  const reached = new Promise<EgressResult>((end) => {
    const timer = setTimeout(() => {
      controller.abort()
      // An answer whose body never ends is settled with its status by then.
      setImmediate(end, { kind: 'failed', reason: 'timeout' })
    }, ms)
    clear = () => clearTimeout(timer)
  })
  return { signal: controller.signal, reached, clear: () => clear() }
}
