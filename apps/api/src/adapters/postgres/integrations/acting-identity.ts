import type { IntegrationId } from '@countersign/shared/ids'
import type { NewIntegration } from '../../../ports/integrations.ts'
import type { Statements } from '../statements.ts'
import { columnsOf } from '../statements.ts'

/** A reviewer of the integration's teams without an e-mail or a login: nobody can be it, everybody can see it decide. */
export async function insertIdentity(tx: Statements, integration: NewIntegration): Promise<void> {
  const { actsAs, name, teams, createdAt } = integration
  const row = { id: actsAs, name, title: 'Integration', role: 'reviewer', created_at: createdAt }
  await tx.run`insert into app_user ${columnsOf(row)}`
  await tx.run`insert into membership (team_id, user_id) select t, ${actsAs} from unnest(${teams}::text[]) t`
}

/** Its name and teams are those of the integration. */
export async function moveIdentity(tx: Statements, id: IntegrationId): Promise<void> {
  await tx.run`
    update app_user u set name = i.name from integration i
    where i.id = ${id} and u.id = i.acts_as and u.name <> i.name`
  await tx.run`
    delete from membership m using integration i
    where i.id = ${id} and m.user_id = i.acts_as and m.team_id <> all(i.teams)`
  await tx.run`
    insert into membership (team_id, user_id)
    select t, i.acts_as from integration i cross join lateral unnest(i.teams) t where i.id = ${id}
    on conflict do nothing`
}
