export interface Timer {
  readonly at: number
  readonly fire: () => void
  cancelled: boolean
}

interface Slot {
  readonly timer: Timer
  readonly order: number
}

export interface TimerHeap {
  push(timer: Timer): void
  /** The earliest live timer, without taking it. */
  peek(): Timer | undefined
  pop(): Timer | undefined
  forget(): void
}

/** A binary heap: timers of the same instant leave it in the order they came. */
export function createTimerHeap(): TimerHeap {
  let slots: Slot[] = []
  let pushed = 0
  let cancelled = 0

  const before = (left: Slot, right: Slot) =>
    left.timer.at < right.timer.at || (left.timer.at === right.timer.at && left.order < right.order)

  function swap(i: number, j: number): void {
    const kept = slots[i] as Slot
    slots[i] = slots[j] as Slot
    slots[j] = kept
  }

  function sink(start: number): void {
    let i = start
    for (;;) {
      const left = 2 * i + 1
      let least = i
      for (const child of [left, left + 1]) {
        if (child < slots.length && before(slots[child] as Slot, slots[least] as Slot)) least = child
      }
      if (least === i) return
      swap(i, least)
      i = least
    }
  }

  function take(): Timer | undefined {
    const top = slots[0]
    if (top === undefined) return undefined
    const last = slots.pop() as Slot
    if (slots.length > 0) {
      slots[0] = last
      sink(0)
    }
    return top.timer
  }

  /** Cancelled timers stay until they surface; past half of the heap they are swept so that memory stays bounded. */
  function sweep(): void {
    slots = slots.filter((slot) => !slot.timer.cancelled)
    cancelled = 0
    for (let i = Math.floor(slots.length / 2); i >= 0; i--) sink(i)
  }

  function peek(): Timer | undefined {
    while (slots[0]?.timer.cancelled) take()
    return slots[0]?.timer
  }

  return {
    push(timer) {
      slots.push({ timer, order: pushed++ })
      for (let i = slots.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1
        if (!before(slots[i] as Slot, slots[parent] as Slot)) break
        swap(i, parent)
        i = parent
      }
    },
    peek,
    pop() {
      return peek() === undefined ? undefined : take()
    },
    forget() {
      cancelled++
      if (cancelled > 1_000 && cancelled > slots.length / 2) sweep()
    },
  }
}
