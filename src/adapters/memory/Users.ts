import { Effect, HashMap, Layer, Option, Result } from "effect"
import type { Username } from "../../domain/accounts/Credentials.ts"
import { nameKey } from "../../domain/accounts/LoginName.ts"
import type { User } from "../../domain/accounts/User.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { UsernameTaken, Users } from "../../ports/Users.ts"
import * as Time from "../../runtime/Time.ts"
import { Database, type Written } from "./Database.ts"
import { sourcesOf, withoutUser } from "./removeUser.ts"
import { storable } from "./storable.ts"
import type { Tables, UserRow } from "./Tables.ts"

const withRow = (tables: Tables, row: UserRow): Tables => ({
  ...tables,
  users: HashMap.set(tables.users, row.user.id, row)
})

const named = (tables: Tables, username: string): UserRow | undefined => {
  const key = nameKey(username)
  for (const row of HashMap.values(tables.users)) if (nameKey(row.user.username) === key) return row
  return undefined
}

const refuse = (tables: Tables, username: Username) => ({
  answer: Result.fail(new UsernameTaken({ username })),
  tables,
  notices: []
})

export const layer = Layer.effect(
  Users,
  Effect.map(Database, ({ read, write }) =>
    Users.of({
      create: ({ at, passwordHash, role, username }) =>
        Effect.flatMap(
          write((tables): Written<Result.Result<User, UsernameTaken>> => {
            if (named(tables, username) !== undefined) return refuse(tables, username)
            const id = UserId.make(tables.lastId + 1)
            const user: User = { id, username, role, createdAt: at, updatedAt: at }
            return {
              answer: Result.succeed(user),
              tables: withRow({ ...tables, lastId: id }, { user, passwordHash }),
              notices: [{ _tag: "users", ids: [id] }]
            }
          }),
          Effect.fromResult
        ),
      find: (id) => read((tables) => Option.map(HashMap.get(tables.users, id), (row) => row.user)),
      credentials: (username) => read((tables) => Option.fromUndefinedOr(named(tables, username))),
      // No user is older than the rule.
      settleNames: Effect.succeed([]),
      list: read((tables) =>
        HashMap.toValues(tables.users)
          .map((row) => row.user)
          .sort((a, b) => (a.username < b.username ? -1 : 1))
      ),
      page: ({ descending, limit, order, q, role }) =>
        read((tables) => {
          const part = storable(q).toLowerCase()
          const found = HashMap.toValues(tables.users)
            .map(({ user }) => user)
            .filter(({ username }) => username.toLowerCase().includes(part))
          const placeOf = ({ id, username }: User) => (order.by === "created" ? id : username)
          const isPast = (a: string | number, b: string | number) => (descending ? a < b : a > b)
          const rest = found
            .filter((user) => role === null || user.role === role)
            .filter((user) => order.after === null || isPast(placeOf(user), order.after))
            .sort((a, b) => (isPast(placeOf(a), placeOf(b)) ? 1 : -1))
          const admins = found.filter((user) => user.role === "admin").length
          return {
            users: rest.slice(0, limit),
            more: rest.length > limit,
            counts: { admin: admins, user: found.length - admins }
          }
        }),
      change: (id, { at, passwordHash, role, username }) =>
        Effect.flatMap(
          write((tables): Written<Result.Result<Option.Option<User>, UsernameTaken>> => {
            const row = Option.getOrUndefined(HashMap.get(tables.users, id))
            if (row === undefined) return { answer: Result.succeed(Option.none()), tables, notices: [] }
            const renamed = username !== undefined && username !== row.user.username
            if (renamed && (named(tables, username) ?? row) !== row) return refuse(tables, username)
            const user: User = {
              ...row.user,
              username: username ?? row.user.username,
              role: role ?? row.user.role,
              updatedAt: at
            }
            return {
              answer: Result.succeed(Option.some(user)),
              tables: withRow(tables, { user, passwordHash: passwordHash ?? row.passwordHash }),
              notices: [
                { _tag: "users", ids: [id] },
                { _tag: "sources", ids: renamed ? sourcesOf(tables, id) : [] }
              ]
            }
          }),
          Effect.fromResult
        ),
      remove: (id) => Effect.flatMap(Time.now, (now) => write((tables) => withoutUser(tables, id, now))),
      countAdmins: read((tables) =>
        HashMap.reduce(tables.users, 0, (admins, row) => admins + (row.user.role === "admin" ? 1 : 0))
      ),
      count: read((tables) => HashMap.size(tables.users))
    })
  )
)
