import type { User } from '../domain/principal.ts'

export interface TeamName {
  readonly id: string
  readonly name: string
}

export interface PersonCard {
  readonly user: User
  readonly title: string
  readonly teams: readonly TeamName[]
}

/** Who is who, outside any transaction: for sessions and for showing. Decisions read the directory inside theirs (I8). */
export interface People {
  user(id: string): Promise<User | undefined>
  card(id: string): Promise<PersonCard | undefined>
  /** Everyone who may sign in, by name. */
  everyone(): Promise<readonly PersonCard[]>
}
