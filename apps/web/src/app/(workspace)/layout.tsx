import { type ReactNode, Suspense } from 'react'
import { Workspace } from '../../inbox/workspace.tsx'

export default function WorkspaceLayout({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense>
      <Workspace>{children}</Workspace>
    </Suspense>
  )
}
