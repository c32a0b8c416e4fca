'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { KeyboardProvider } from '../keys/keyboard.tsx'
import { PreferencesProvider } from '../settings/preferences-provider.tsx'

export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [client] = useState(newQueryClient)
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

const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        // A problem document is an answer, not an accident: asking again changes nothing.
        retry: (failures, error) => !(error instanceof ApiProblem) && failures < 2,
      },
    },
  })
