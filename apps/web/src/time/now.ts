'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { meQuery } from '../api/queries.ts'

/** The server's clock as far as this page knows it (I12): deadlines are the server's, so countdowns follow it. */
export function useServerNow(): () => number {
  const offset = useQuery({ ...meQuery, enabled: false }).data?.clockOffsetMs ?? 0
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
