import { delegationList, peopleView } from '@countersign/shared/delegations'
import { apiPath } from '@countersign/shared/paths'
import { preferencesView } from '@countersign/shared/preferences'
import { mySlackView } from '@countersign/shared/slack'
import { queryOptions } from '@tanstack/react-query'
import { request } from './request.ts'

export const preferencesQuery = queryOptions({
  queryKey: ['my-preferences'],
  queryFn: ({ signal }) => request(apiPath('myPreferences'), preferencesView, { signal }),
})

export const mySlackQuery = queryOptions({
  queryKey: ['my-slack'],
  queryFn: ({ signal }) => request(apiPath('mySlack'), mySlackView, { signal }),
})

export const myDelegationsQuery = queryOptions({
  queryKey: ['my-delegations'],
  queryFn: ({ signal }) => request(apiPath('myDelegations'), delegationList, { signal }),
  staleTime: 60_000,
})

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => request(apiPath('people'), peopleView, { signal }),
  staleTime: 5 * 60_000,
})
