'use client'

import { integrationView } from '@countersign/shared/integrations'
import { apiPath } from '@countersign/shared/paths'
import { useQueryClient } from '@tanstack/react-query'
import { integrationQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'

export function useIntegrationChange(id: string) {
  const client = useQueryClient()
  return useCommand<object, typeof integrationView>(apiPath('integration', { id }), integrationView, (view) => {
    client.setQueryData(integrationQuery(id).queryKey, view)
    void client.invalidateQueries({ queryKey: ['integrations'] })
  })
}
