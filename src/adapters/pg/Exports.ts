import { Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Export } from "../../domain/recordings/Export.ts"
import type { ExportId, UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { type ExportOutcome, Exports } from "../../ports/Exports.ts"
import { counts, ids, moment, storable, texts } from "./parameters.ts"
import { number, rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

const exports = rows(Export)

const changed = (statement: Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>) =>
  withDeadline(Effect.map(statement, (all) => all.length > 0))

export const layer = Layer.effect(
  Exports,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const columns = sql.literal(
      `exports.id, user_id, users.username AS owner, source_id, driver, sources.username, name, sessions, from_at AS "from", to_at AS "to",
       state, asked_at, ended_at, duration, made, bytes, file, error`
    )
    const joined = sql.literal("JOIN users ON users.id = user_id JOIN sources ON sources.id = source_id")
    const selected = sql`SELECT ${columns} FROM exports ${joined}`

    const outcome = (told: ExportOutcome, at: Instant) => {
      switch (told._tag) {
        case "again":
          return sql`state = 'queued', duration = 0, made = 0, bytes = 0`
        case "failed":
          return sql`state = 'failed', bytes = 0, error = ${storable(told.error)}, ended_at = ${moment(at)}`
        case "done":
          return sql`state = 'done', made = duration, bytes = ${told.bytes}, file = ${told.file}, ended_at = ${moment(at)}`
      }
    }

    return Exports.of({
      add: ({ askedAt, from, name, sessions, sourceId, to, userId }, most) =>
        sql
          .withTransaction(
            Effect.andThen(
              // One after the other, so that together they are not more than a user may have.
              sql`SELECT FROM users WHERE id = ${userId} FOR NO KEY UPDATE`,
              exports.first(sql`
                WITH exports AS (
                  INSERT INTO exports (user_id, source_id, name, sessions, from_at, to_at, asked_at)
                  SELECT ${userId}, ${sourceId}, ${storable(name)}, ${texts(sessions)}, ${moment(from)}, ${moment(to)}, ${moment(askedAt)}
                  WHERE (SELECT count(*) FROM exports WHERE user_id = ${userId}) < ${most}
                  RETURNING *
                )
                ${selected}`)
            )
          )
          .pipe(withDeadline),
      list: (of: UserId | "all") =>
        sql`${selected} ${of === "all" ? sql`` : sql`WHERE user_id = ${of}`} ORDER BY exports.id`.pipe(
          exports.all,
          withDeadline
        ),
      find: (id) => withDeadline(exports.first(sql`${selected} WHERE exports.id = ${id}`)),
      underWay: withDeadline(
        Effect.all({
          queued: number(sql`SELECT count(*) AS n FROM exports WHERE state = 'queued'`),
          running: number(sql`SELECT count(*) AS n FROM exports WHERE state = 'running'`)
        })
      ),
      begin: (attempt) =>
        sql`
          WITH exports AS (
            UPDATE exports SET state = 'running', attempt = ${attempt} WHERE id = (
              SELECT id FROM exports WHERE state = 'queued' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
            ) RETURNING *
          )
          ${selected}`.pipe(exports.first, withDeadline),
      progress: (id: ExportId, attempt, { bytes, duration, made }) =>
        changed(
          sql`
            UPDATE exports SET duration = told.duration, made = told.made, bytes = told.bytes
            FROM unnest(${counts([duration])}, ${counts([made])}, ${counts([bytes])}) AS told (duration, made, bytes)
            WHERE id = ${id} AND attempt = ${attempt} RETURNING id`
        ),
      end: (id, attempt, told, at) =>
        changed(
          sql`UPDATE exports SET attempt = NULL, ${outcome(told, at)} WHERE id = ${id} AND attempt = ${attempt} RETURNING id`
        ),
      abandon: (others) =>
        sql`
          UPDATE exports SET state = 'queued', attempt = NULL, duration = 0, made = 0, bytes = 0
          WHERE state = 'running' AND attempt <> ALL (${texts(others)})`.pipe(Effect.asVoid, withDeadline),
      remove: (which) => withDeadline(Effect.asVoid(sql`DELETE FROM exports WHERE id = ANY (${ids(which)})`))
    })
  })
)
