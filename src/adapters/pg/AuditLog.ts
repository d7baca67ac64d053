import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { UserId } from "../../domain/Ids.ts"
import { Instant } from "../../domain/Time.ts"
import { AuditLog } from "../../ports/AuditLog.ts"
import { ids, moments, storable, texts } from "./parameters.ts"
import { rows } from "./rows.ts"
import { stored } from "./stored.ts"

const entries = rows(
  Schema.Struct({
    id: Schema.Int,
    userId: Schema.NullOr(UserId),
    actor: Schema.String,
    action: Schema.String,
    subject: Schema.String,
    detail: Schema.String,
    address: Schema.NullOr(Schema.String),
    at: Instant
  })
)

export const layer = Layer.effect(
  AuditLog,
  Effect.map(SqlClient.SqlClient, (sql) =>
    AuditLog.of({
      append: (given) =>
        sql`
          INSERT INTO audit_log (user_id, actor, action, subject, detail, address, ts)
          SELECT * FROM unnest(
            ${ids(given.map(({ userId }) => userId))},
            ${texts(given.map(({ actor }) => actor))},
            ${texts(given.map(({ action }) => action))},
            ${texts(given.map(({ subject }) => subject))},
            ${texts(given.map(({ detail }) => detail))},
            ${texts(given.map(({ address }) => address))},
            ${moments(given.map(({ at }) => at))}
          )`.pipe(Effect.asVoid, stored),
      list: ({ before, limit, search }) => {
        const words = storable(search ?? "")
        const finds = (column: string) => sql`position(lower(${words}) IN lower(${sql(column)})) > 0`
        return sql`
          SELECT id, user_id, actor, action, subject, detail, address, ts AS at FROM audit_log
          WHERE ${sql.and([
            ...(before === null ? [] : [sql`id < ${before}`]),
            ...(search === null ? [] : [sql.or([finds("actor"), finds("action"), finds("subject")])])
          ])}
          ORDER BY id DESC LIMIT ${limit}`.pipe(entries.all, stored)
      }
    })
  )
)
