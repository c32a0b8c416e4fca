import { USER_COLUMNS } from './directory.ts'
import { Prisma } from './generated/client.ts'

/** Whoever is known by a name that an approval `a` excludes: the ids `had.ids`. */
export const BARRED = Prisma.sql`
  left join lateral (select array_agg(known.id) as ids from (
    select u.id from app_user u where lower(u.id) = any(a.excluded_names)
    union select u.id from app_user u where lower(u.email) = any(a.excluded_names)
    union select i.user_id from identity i where lower(i.subject) = any(a.excluded_names)
    union select i.user_id from identity i where lower(i.issuer || '|' || i.subject) = any(a.excluded_names)
  ) known) had on a.status = 'pending' and a.excluded_names <> '{}'`

const voted = (person: Prisma.Sql): Prisma.Sql => Prisma.sql`
  exists (select from vote v where v.approval_id = a.id and v.attempt_number = a.attempt_number
    and v.undone_at is null and (v.user_id = ${person} or v.on_behalf_of_id = ${person}))`

const mayDecide = Prisma.sql`
  u.disabled_at is null and u.role <> 'auditor' and u.id <> all(coalesce(had.ids, '{}')) and not ${voted(Prisma.sql`u.id`)}`

/**
 * `authorize`'s rules for a vote, as SQL, so that no team is read whole: of those whom the waiting stage asks, the ones that
 * nobody can vote for. `waiting-for-whom.test.ts` holds the two against each other.
 */
export const ABSENTEE_COLUMNS = Prisma.sql`
  coalesce((select jsonb_agg(to_jsonb(x) order by x.id) from (
    select ${USER_COLUMNS} from app_user u where u.id = any(had.ids)) x), '[]') as barred,
  array(select (e ->> 'kind') || ':' || (e ->> 'id')
    from jsonb_array_elements(case when a.status = 'pending' then a.standing -> 'asked' else '[]' end) e
    where not case e ->> 'kind'
      when 'team' then exists (select from membership s join app_user u on u.id = s.user_id
        where s.team_id = e ->> 'id' and ${mayDecide})
      when 'person' then exists (select from app_user u where u.id = e ->> 'id' and ${mayDecide})
      else exists (select from integration i where i.id = e ->> 'id' and i.disabled_at is null
        and a.team_id = any(i.teams) and (i.policies = '{}' or a.policy_name = any(i.policies))
        and i.id <> all(a.excluded_names) and i.acts_as <> all(coalesce(had.ids, '{}')) and not ${voted(Prisma.sql`i.acts_as`)}
        and not exists (select from unnest(i.keepers) k
          where k = any(coalesce(had.ids, '{}')) or lower(k) = any(a.excluded_names)))
    end) as gone`
