import { integrationId } from '@countersign/shared/ids'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { IntegrationPage } from '../../../../admin/integrations/integration-page.tsx'

export const metadata: Metadata = { title: 'Integration' }

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const parsed = integrationId.safeParse((await params).id)
  if (!parsed.success) notFound()
  return <IntegrationPage id={parsed.data} />
}
