/** A queue that gives the smallest first. Push and pop cost O(log n); 100,000 entries are no effort. */
export interface Heap<T> {
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
}

export function createHeap<T>(rank: (item: T) => number): Heap<T> {
  const items: { item: T; rank: number }[] = []

  return {
    peek: () => items[0]?.item,
    push(item) {
      items.push({ item, rank: rank(item) })
      rise(items.length - 1)
    },
    pop() {
      const first = items[0]
      const last = items.pop()
      if (last && items.length > 0) {
        items[0] = last
        sink(0)
      }
      return first?.item
    },
  }

  function rise(from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (rankAt(parent) <= rankAt(at)) return
      swap(at, parent)
      at = parent
    }
  }

  function sink(from: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      let smallest = at
      if (rankAt(left) < rankAt(smallest)) smallest = left
      if (rankAt(left + 1) < rankAt(smallest)) smallest = left + 1
      if (smallest === at) return
      swap(at, smallest)
      at = smallest
    }
  }

  function rankAt(index: number): number {
    return items[index]?.rank ?? Number.POSITIVE_INFINITY
  }

  function swap(a: number, b: number): void {
    const [first, second] = [items[a], items[b]]
    if (!first || !second) return
    items[a] = second
    items[b] = first
  }
}
