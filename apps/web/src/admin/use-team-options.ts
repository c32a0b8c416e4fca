'use client'

import { useMe } from '../inbox/me.ts'

/** The teams an admin can choose: their own, and what is set already even if they are not in it. */
export function useTeamOptions(set: readonly string[] = []) {
  const { teams } = useMe()
  const own = teams.map(({ id, name }) => ({ value: id, label: name }))
  const others = set.filter((id) => !teams.some((team) => team.id === id)).map((id) => ({ value: id, label: id }))
  return [...own, ...others]
}

export function useTeamName(): (id: string) => string {
  const { teams } = useMe()
  return (id) => teams.find((team) => team.id === id)?.name ?? id
}
