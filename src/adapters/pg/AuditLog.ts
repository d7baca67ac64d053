import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { AuditLog, type StoredAuditEntry } from "../../ports/AuditLog.ts"
import * as cells from "./cells.ts"
import { ids, moments, storable, texts } from "./parameters.ts"
import { withDeadline } from "./withDeadline.ts"

const entry = ([id, user, actor, action, subject, detail, address, at]: ReadonlyArray<unknown>): StoredAuditEntry => ({
  id: cells.number(id),
  userId: cells.nullable(cells.userId)(user),
  actor: cells.text(actor),
  action: cells.text(action),
  subject: cells.text(subject),
  detail: cells.text(detail),
  address: cells.nullable(cells.text)(address),
  at: cells.instant(at)
})

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
          )`.pipe(Effect.asVoid, withDeadline),
      list: ({ before, kind, limit, search }) => {
        return sql`
          SELECT id, user_id, actor, action, subject, detail, address, ts FROM audit_log
          WHERE ${sql.and([
            ...(before === null ? [] : [sql`id < ${before}`]),
            ...(kind === undefined ? [] : [sql`starts_with(action, ${`${kind}.`})`]),
            ...(search === null ? [] : [sql`position(lower(${storable(search)}) IN searched) > 0`])
          ])}
          ORDER BY id DESC LIMIT ${limit}`.values.pipe(
          Effect.map((all) => all.map(entry)),
          withDeadline
        )
      }
    })
  )
)
