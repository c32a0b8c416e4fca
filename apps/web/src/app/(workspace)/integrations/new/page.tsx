import type { Metadata } from 'next'
import { NewIntegration } from '../../../../admin/integrations/new-integration.tsx'

export const metadata: Metadata = { title: 'New integration' }

export default function Page() {
  return <NewIntegration />
}
