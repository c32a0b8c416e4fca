/** Sizes sort as texts. */
export const nameOf = (size: number): string => `${String(size).padStart(16, '0')}.checkpoint`

export function sizeOf(name: string): number | undefined {
  const [, digits] = /(?:^|\/)(\d{16})\.checkpoint$/.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** A log's name as one folder. */
export const folderOf = (origin: string): string => encodeURIComponent(origin)
