'use client'

import { createContext, useContext, useEffect, useState } from 'react'

/** The server's clock minus this computer's, as far as this page knows it. One value for all: hundreds of rows read it. */
export const ClockOffset = createContext(0)

/** The server's clock (I12): deadlines are the server's, so countdowns follow it. */
export function useServerNow(): () => number {
  const offset = useContext(ClockOffset)
  return () => Date.now() + offset
}

/** Re-renders the caller exactly when its text is about to change. */
export function useNow(changesInMs: (now: number) => number): number {
  const serverNow = useServerNow()
  const [, repaint] = useState(0)
  const now = serverNow()
  const wait = Math.min(changesInMs(now), 2 ** 30)
  useEffect(() => {
    const timer = setTimeout(() => repaint((count) => count + 1), wait)
    return () => clearTimeout(timer)
  })
  return now
}
