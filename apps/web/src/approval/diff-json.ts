/** One value that differs; `undefined` on a side means that the path does not exist there. */
export type Difference = { readonly path: string; readonly from: unknown; readonly to: unknown }

/** Every leaf that differs between two JSON values, in reading order of the newer one. Arrays compare by position. */
export function diffJson(from: unknown, to: unknown, path = ''): Difference[] {
  if (isBranch(from) && isBranch(to) && Array.isArray(from) === Array.isArray(to)) {
    const keys = new Set([...Object.keys(to), ...Object.keys(from)])
    return [...keys].flatMap((key) => diffJson(child(from, key), child(to, key), step(path, key, Array.isArray(to))))
  }
  return sameLeaf(from, to) ? [] : [{ path: path || 'value', from, to }]
}

type Branch = Readonly<Record<string, unknown>>

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null
const child = (value: Branch, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined)
const sameLeaf = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
const step = (path: string, key: string, inArray: boolean): string =>
  inArray ? `${path}[${key}]` : path ? `${path}.${key}` : key
