'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useEffect, useState } from 'react'
import { isProblem } from '../api/problem.ts'
import { meQuery } from '../api/queries.ts'
import { onSessionChange } from '../api/session-change.ts'
import { KeyboardProvider } from '../keys/keyboard.tsx'
import { PreferencesProvider } from '../settings/preferences-provider.tsx'

export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [client] = useState(newQueryClient)
  // Nothing that was read or typed as the person before may stay.
  useEffect(() => onSessionChange(() => window.location.reload()), [])
  return (
    <CSPProvider nonce={nonce}>
      <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem nonce={nonce}>
        <QueryClientProvider client={client}>
          <NuqsAdapter>
            <PreferencesProvider>
              <KeyboardProvider>{children}</KeyboardProvider>
            </PreferencesProvider>
          </NuqsAdapter>
        </QueryClientProvider>
      </ThemeProvider>
    </CSPProvider>
  )
}

function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // A session can end while a page is open: whoever notices first makes the workspace ask who this is.
      onError: (error, query) => {
        if (isProblem(error, 'not-signed-in') && query.queryKey[0] !== meQuery.queryKey[0])
          void client.invalidateQueries(meQuery)
      },
    }),
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        // A problem document is an answer, not an accident: asking again changes nothing.
        retry: (failures, error) => !isProblem(error) && failures < 2,
      },
    },
  })
  return client
}
