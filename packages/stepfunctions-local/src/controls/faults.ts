/**
 * Faults on purpose. A matching fault strikes with its rate until its count is used up.
 * acceptThenDrop: the call is carried out, its reply is lost with the connection.
 * refuseConnection: the connection is dropped before anything is carried out.
 * internalError, throttle, accessDenied: answered with 500, ThrottlingException or AccessDeniedException, nothing carried
 * out.
 * delay: the call waits before it is carried out; combines with the others.
 */
export type FaultKind = 'acceptThenDrop' | 'refuseConnection' | 'internalError' | 'throttle' | 'accessDenied' | 'delay'

export interface Fault {
  /** An operation such as `SendTaskSuccess`; `*` for every one. */
  readonly api: string
  readonly kind: FaultKind
  /** 0 to 1; 1 when left out. */
  readonly rate?: number
  /** Strikes so often, then never again. */
  readonly count?: number
  /** The same seed strikes the same calls. */
  readonly seed?: number
  /** For `delay`. */
  readonly delayMs?: number
}

export interface ActiveFault extends Fault {
  readonly id: number
  readonly struck: number
}

export interface Strike {
  readonly delayMs: number
  readonly kind: Exclude<FaultKind, 'delay'> | undefined
}

export interface Faults {
  add(fault: Fault): number
  remove(id: number): void
  clear(): void
  list(): readonly ActiveFault[]
}

interface Armed extends ActiveFault {
  struck: number
  readonly draw: () => number
}

export function createFaults(): Faults & { strike(api: string): Strike } {
  const armed = new Map<number, Armed>()
  let lastId = 0

  function strikes(fault: Armed, api: string): boolean {
    if (fault.api !== '*' && fault.api !== api) return false
    if (fault.count !== undefined && fault.struck >= fault.count) return false
    if (fault.draw() >= (fault.rate ?? 1)) return false
    fault.struck++
    return true
  }

  return {
    add(fault) {
      const id = ++lastId
      armed.set(id, { ...fault, id, struck: 0, draw: generator(fault.seed ?? Math.floor(Math.random() * 2 ** 32)) })
      return id
    },
    remove(id) {
      armed.delete(id)
    },
    clear() {
      armed.clear()
    },
    list: () => [...armed.values()].map(({ draw: _, ...fault }) => fault),
    strike(api) {
      let delayMs = 0
      let kind: Strike['kind']
      for (const fault of armed.values()) {
        if (kind !== undefined && fault.kind !== 'delay') continue
        if (!strikes(fault, api)) continue
        if (fault.kind === 'delay') delayMs += fault.delayMs ?? 0
        else kind = fault.kind
      }
      return { delayMs, kind }
    },
  }
}

/** Mulberry32: small, seedable, good enough to spread faults. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
