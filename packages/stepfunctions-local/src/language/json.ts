/** Any JSON document. A value of this type never holds `undefined`, functions or non-finite numbers. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type JsonObject = { [key: string]: Json }

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Equality of documents: key order is irrelevant, as in AWS's `States.ArrayContains` and `ArrayUnique`. */
export function jsonEquals(left: Json, right: Json): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => {
        const other = right[index]
        return other !== undefined && jsonEquals(item, other)
      })
    )
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => {
    const mine = left[key]
    const other = Object.hasOwn(right, key) ? right[key] : undefined
    return mine !== undefined && other !== undefined && jsonEquals(mine, other)
  })
}
