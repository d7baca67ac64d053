import { Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { nameKey, tidyName } from "../../domain/accounts/LoginName.ts"
import { Role, type User } from "../../domain/accounts/User.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { Instant } from "../../domain/values/Time.ts"
import { UsernameTaken, Users } from "../../ports/Users.ts"
import * as cells from "./cells.ts"
import { moment, storable } from "./parameters.ts"
import { number, rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

// A name that the rules of today would refuse must still be shown.
const UserRow = Schema.Struct({
  id: UserId,
  username: Schema.String,
  role: Role,
  createdAt: Instant,
  updatedAt: Instant
})

const listed = ([id, username, role, createdAt, updatedAt]: ReadonlyArray<unknown>): User => ({
  id: cells.userId(id),
  username: cells.text(username),
  role: cells.role(role),
  createdAt: cells.instant(createdAt),
  updatedAt: cells.instant(updatedAt)
})

const users = rows(UserRow)
const credentials = rows(Schema.Struct({ ...UserRow.fields, passwordHash: Schema.String }))

export const layer = Layer.effect(
  Users,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const columns = sql.literal("id, username, role, created_at, updated_at")

    return Users.of({
      create: ({ at, passwordHash, role, username }) =>
        sql`INSERT INTO users (username, login_key, password_hash, role, created_at, updated_at)
            VALUES (${username}, ${nameKey(username)}, ${passwordHash}, ${role}, ${moment(at)}, ${moment(at)})
            ON CONFLICT DO NOTHING RETURNING ${columns}`.pipe(
          users.first,
          Effect.flatMap((created) => Effect.fromOption(created, () => new UsernameTaken({ username }))),
          withDeadline
        ),
      find: (id) => withDeadline(users.first(sql`SELECT ${columns} FROM users WHERE id = ${id}`)),
      credentials: (username) =>
        credentials
          .first(sql`
            SELECT ${columns}, password_hash FROM users
            WHERE username IN (${storable(username)}, ${storable(tidyName(username))})
              OR login_key = ${storable(nameKey(username))}
            ORDER BY username = ${storable(username)} DESC, username = ${storable(tidyName(username))} DESC LIMIT 1`)
          .pipe(Effect.map(Option.map(({ passwordHash, ...user }) => ({ user, passwordHash }))), withDeadline),
      settleNames: Effect.gen(function* () {
        const open = yield* sql`SELECT id, username FROM users WHERE login_key IS NULL ORDER BY id`.values
        yield* Effect.forEach(open, ([id, username]) => {
          const key = nameKey(cells.text(username))
          const isFree = sql`NOT EXISTS (SELECT FROM users WHERE login_key = ${key})`
          // Another backend that starts at the same time does the same.
          return sql`UPDATE users SET login_key = ${key} WHERE id = ${cells.userId(id)} AND login_key IS NULL AND ${isFree}`.pipe(
            Effect.catchReason("SqlError", "UniqueViolation", () => Effect.void)
          )
        })
        const left = yield* sql`SELECT username FROM users WHERE login_key IS NULL ORDER BY id`.values
        const clashes = yield* Effect.forEach(left, ([name]) => {
          const username = cells.text(name)
          return sql`SELECT username FROM users WHERE login_key = ${nameKey(username)}`.values.pipe(
            Effect.map((holders) => holders.map(([holder]) => ({ username, holder: cells.text(holder) })))
          )
        })
        return clashes.flat()
      }).pipe(withDeadline),
      list: withDeadline(
        Effect.map(sql`SELECT ${columns} FROM users ORDER BY username COLLATE "C"`.values, (all) => all.map(listed))
      ),
      page: ({ descending, limit, order, q, role }) => {
        const found = q === "" ? sql`true` : sql`position(lower(${storable(q)}) IN lower(username)) > 0`
        const place = order.by === "created" ? sql`id` : sql`username COLLATE "C"`
        const edge = order.by === "name" && order.after !== null ? storable(order.after) : order.after
        const past = descending ? sql`${place} < ${edge}` : sql`${place} > ${edge}`
        return Effect.all([
          sql`
            SELECT ${columns} FROM users
            WHERE ${found} AND ${role === null ? sql`true` : sql`role = ${role}`} AND ${edge === null ? sql`true` : past}
            ORDER BY ${place} ${sql.literal(descending ? "DESC" : "ASC")} LIMIT ${limit + 1}`.values,
          sql`SELECT role, count(*) FROM users WHERE ${found} GROUP BY role`.values
        ]).pipe(
          Effect.map(([rows, counted]) => {
            const counts = new Map(counted.map(([which, many]) => [cells.role(which), cells.number(many)]))
            return {
              users: rows.slice(0, limit).map(listed),
              more: rows.length > limit,
              counts: { admin: counts.get("admin") ?? 0, user: counts.get("user") ?? 0 }
            }
          }),
          withDeadline
        )
      },
      change: (id, { at, passwordHash, role, username }) => {
        const changed = users.first(
          sql`UPDATE users SET ${sql.csv([
            sql`updated_at = ${moment(at)}`,
            ...(username === undefined
              ? []
              : [
                  sql`username = ${username}`,
                  sql`login_key = CASE WHEN username = ${username} THEN login_key ELSE ${nameKey(username)} END`
                ]),
            ...(role === undefined ? [] : [sql`role = ${role}`]),
            ...(passwordHash === undefined ? [] : [sql`password_hash = ${passwordHash}`])
          ])} WHERE id = ${id} RETURNING ${columns}`
        )
        if (username === undefined) return withDeadline(changed)
        // Within a unit of storage the transaction is a savepoint, so that a refusal doesn't spoil the unit.
        return sql.withTransaction(changed).pipe(
          Effect.catchReason("SqlError", "UniqueViolation", () => Effect.fail(new UsernameTaken({ username }))),
          withDeadline
        )
      },
      remove: (id) =>
        withDeadline(Effect.map(sql`DELETE FROM users WHERE id = ${id} RETURNING id`, (removed) => removed.length > 0)),
      // In a transaction the locks last until its end.
      countAdmins: withDeadline(
        number(sql`SELECT count(*) AS n FROM (SELECT FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE) AS admins`)
      ),
      count: withDeadline(number(sql`SELECT count(*) AS n FROM users`))
    })
  })
)
