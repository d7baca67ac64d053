import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { SessionId, UserId } from "../../domain/values/Ids.ts"
import { Instant } from "../../domain/values/Time.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { moment, storable } from "./parameters.ts"
import { rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

const sessions = rows(
  Schema.Struct({
    id: SessionId,
    userId: UserId,
    tokenHash: Schema.String,
    previousHash: Schema.NullOr(Schema.String),
    rotatedAt: Schema.NullOr(Instant),
    createdAt: Instant,
    expiresAt: Instant,
    userAgent: Schema.NullOr(Schema.String),
    address: Schema.NullOr(Schema.String)
  })
)

const text = (value: string | null) => (value === null ? null : storable(value))

export const layer = Layer.effect(
  Sessions,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const columns = sql.literal(
      "id, user_id, token_hash, previous_hash, rotated_at, created_at, expires_at, user_agent, address"
    )
    return Sessions.of({
      create: ({ address, createdAt, expiresAt, tokenHash, userAgent, userId }) =>
        sql`INSERT INTO sessions (user_id, token_hash, created_at, expires_at, user_agent, address)
            VALUES (${userId}, ${tokenHash}, ${moment(createdAt)}, ${moment(expiresAt)}, ${text(userAgent)}, ${text(address)})
            RETURNING ${columns}`.pipe(sessions.one, withDeadline),
      find: (id) => withDeadline(sessions.first(sql`SELECT ${columns} FROM sessions WHERE id = ${id}`)),
      findByHash: (hash) =>
        sql`SELECT ${columns} FROM sessions WHERE token_hash = ${storable(hash)} OR previous_hash = ${storable(hash)}
            ORDER BY token_hash = ${storable(hash)} DESC LIMIT 1`.pipe(sessions.first, withDeadline),
      rotate: (id, { at, expiresAt, from, to }) =>
        sql`UPDATE sessions
            SET token_hash = ${to}, previous_hash = token_hash, rotated_at = ${moment(at)}, expires_at = ${moment(expiresAt)}
            WHERE id = ${id} AND token_hash = ${from} RETURNING id`.pipe(
          Effect.map((rotated) => rotated.length > 0),
          withDeadline
        ),
      remove: (id) =>
        sql`DELETE FROM sessions WHERE id = ${id} RETURNING id`.pipe(
          Effect.map((removed) => removed.length > 0),
          withDeadline
        ),
      removeOfUser: (userId, except) =>
        sql`DELETE FROM sessions WHERE user_id = ${userId} AND id IS DISTINCT FROM ${except ?? null}::uuid RETURNING id`.pipe(
          Effect.map((removed) => removed.length),
          withDeadline
        ),
      removeBeyond: (userId, most, spared) =>
        sql`DELETE FROM sessions WHERE id IN (
              SELECT id FROM sessions WHERE user_id = ${userId} AND id <> ${spared}
              ORDER BY coalesce(rotated_at, created_at) DESC, id DESC OFFSET ${most - 1}
            ) RETURNING id`.pipe(
          Effect.map((removed) => removed.length),
          withDeadline
        ),
      listOfUser: (userId, now) =>
        sql`SELECT ${columns} FROM sessions WHERE user_id = ${userId} AND expires_at > ${moment(now)}
            ORDER BY created_at DESC, id DESC`.pipe(sessions.all, withDeadline),
      removeExpired: (now) =>
        sql`DELETE FROM sessions WHERE expires_at <= ${moment(now)} RETURNING id`.pipe(
          Effect.map((removed) => removed.length),
          withDeadline
        )
    })
  })
)
