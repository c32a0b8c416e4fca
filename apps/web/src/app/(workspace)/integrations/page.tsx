import type { Metadata } from 'next'
import { IntegrationList } from '../../../admin/integrations/integration-list.tsx'

export const metadata: Metadata = { title: 'Integrations' }

export default function Page() {
  return <IntegrationList />
}
