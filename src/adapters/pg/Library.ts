import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { missingOf } from "../../domain/recordings/LibraryEntry.ts"
import type { Ruled } from "../../domain/recordings/StorageRules.ts"
import { EntryId, SourceId, type UserId } from "../../domain/values/Ids.ts"
import { Instant } from "../../domain/values/Time.ts"
import { type Eyes, Library } from "../../ports/Library.ts"
import * as cells from "./cells.ts"
import { entries, matching, orders, paged, selected, visible } from "./librarySql.ts"
import { counts, ids, ints, json, moment, moments, texts } from "./parameters.ts"
import { number, rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

const shelved = rows(
  Schema.Struct({
    id: EntryId,
    session: Schema.String,
    endedAt: Schema.NullOr(Instant),
    readAt: Instant,
    goneAt: Schema.NullOr(Instant)
  })
)
const open = rows(Schema.Struct({ sourceId: SourceId, session: Schema.String }))
const shares = rows(
  Schema.Struct({
    driver: Schema.String,
    username: Schema.String,
    trashed: Schema.Boolean,
    count: Schema.Int,
    bytes: Schema.Int
  })
)

const emptied = rows(Schema.Struct({ count: Schema.Int, bytes: Schema.Int }))

// A schema for each of some hundred thousand rows would take seconds.
const ruled = ([id, source, startedAt, endedAt, bytes, kept]: ReadonlyArray<unknown>): Ruled => ({
  id: cells.entryId(id),
  sourceId: cells.sourceId(source),
  startedAt: cells.instant(startedAt),
  endedAt: cells.nullable(cells.instant)(endedAt),
  bytes: cells.number(bytes),
  kept: kept === true
})

/** Whose eyes see what nobody has seen. */
const nobody = 0 as UserId

const totals = rows(Schema.Struct({ place: Schema.Int, count: Schema.Int, duration: Schema.Int, bytes: Schema.Int }))

export const layer = Layer.effect(
  Library,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const found = (which: ReadonlyArray<EntryId>, eyes: Eyes) => sql`
      ${selected(sql, eyes)} WHERE library.id = ANY (${ids(which)}) AND ${visible(sql, eyes)} ORDER BY library.id`
    return Library.of({
      list: (filter, { after, limit, sort }) => {
        const { by, descending } = orders[sort]
        const [order, direction] = [sql.literal(by), sql.literal(descending ? "DESC" : "ASC")]
        const value = after === null ? null : by === "started_at" ? moment(Instant.make(after.value)) : after.value
        const beyond = sql.literal(descending ? "<" : ">")
        const behind = after === null ? sql`` : sql`AND (${order}, id) ${beyond} (${value}, ${after.id})`
        const page = sql`
          WHERE ${matching(sql, filter)} ${behind} ORDER BY ${order} ${direction}, id ${direction} LIMIT ${limit}`
        const ordered = sql`ORDER BY ${order} ${direction}, library.id ${direction}`
        return withDeadline(entries.all(paged(sql, filter, page, ordered)))
      },
      count: (filter) => withDeadline(number(sql`SELECT count(*) AS n FROM library WHERE ${matching(sql, filter)}`)),
      totals: (filter, bounds) =>
        sql`
          SELECT width_bucket(started_at, ${moments(bounds)}) AS place, count(*) AS count,
            sum(duration)::bigint AS duration, sum(bytes)::bigint AS bytes
          FROM library
          WHERE ${matching(sql, filter)} AND started_at >= ${moment(bounds[0] ?? null)} AND started_at < ${moment(bounds.at(-1) ?? null)}
          GROUP BY place`.pipe(
          totals.all,
          Effect.map((told) => {
            const at = new Map(told.map(({ place, ...total }) => [place, total]))
            return bounds.slice(1).map((_, i) => at.get(i + 1) ?? { count: 0, duration: 0, bytes: 0 })
          }),
          withDeadline
        ),
      find: (which, eyes) => withDeadline(entries.all(found(which, eyes))),
      claim: (which, eyes) => withDeadline(entries.all(sql`${found(which, eyes)} FOR NO KEY UPDATE OF library`)),

      put: (id, facts, at) =>
        sql`
          INSERT INTO library (
            source_id, session, title, started_at, ended_at, duration, bytes, files, container, codecs, width, height, gaps, gap_ms, read_at
          )
          SELECT ${id}, told.*, ${moment(at)} FROM unnest(
            ${texts(facts.map(({ session }) => session))},
            ${texts(facts.map(({ title }) => title))},
            ${moments(facts.map(({ startedAt }) => startedAt))},
            ${moments(facts.map(({ endedAt }) => endedAt))},
            ${counts(facts.map(({ duration }) => duration))},
            ${counts(facts.map(({ bytes }) => bytes))},
            ${ints(facts.map(({ files }) => files))},
            ${texts(facts.map(({ container }) => container))},
            ${texts(facts.map(({ codecs }) => codecs))},
            ${ints(facts.map(({ width }) => width))},
            ${ints(facts.map(({ height }) => height))},
            ${texts(facts.map(({ gaps }) => json(gaps)))}::jsonb[],
            ${counts(facts.map(({ gaps }) => missingOf(gaps)))}
          ) AS told
          WHERE EXISTS (SELECT FROM sources WHERE id = ${id})
          ORDER BY 2
          ON CONFLICT (source_id, session) DO UPDATE SET
            title = coalesce(EXCLUDED.title, library.title), started_at = EXCLUDED.started_at, ended_at = EXCLUDED.ended_at, duration = EXCLUDED.duration,
            bytes = EXCLUDED.bytes, files = EXCLUDED.files, container = EXCLUDED.container, codecs = EXCLUDED.codecs,
            width = EXCLUDED.width, height = EXCLUDED.height, gaps = EXCLUDED.gaps, gap_ms = EXCLUDED.gap_ms,
            read_at = EXCLUDED.read_at, gone_at = NULL`.pipe(Effect.asVoid, withDeadline),
      gone: (id, sessions, at) =>
        sql`
          UPDATE library SET gone_at = ${moment(at)}, ended_at = coalesce(ended_at, greatest(started_at, read_at))
          WHERE source_id = ${id} AND session = ANY (${texts(sessions)}) AND gone_at IS NULL`.pipe(
          Effect.asVoid,
          withDeadline
        ),
      shelf: (id) =>
        withDeadline(
          shelved.all(
            sql`SELECT id, session, ended_at, read_at, gone_at FROM library WHERE source_id = ${id} ORDER BY session COLLATE "C"`
          )
        ),
      open: withDeadline(
        open.all(sql`SELECT source_id, session FROM library WHERE ended_at IS NULL AND gone_at IS NULL ORDER BY id`)
      ),

      keep: (which, by, at) =>
        sql`
          UPDATE library SET kept_at = ${by === null ? null : moment(at)}, kept_by = ${by}
          WHERE id = ANY (${ids(which)})`.pipe(Effect.asVoid, withDeadline),
      trash: (which, at) =>
        sql`UPDATE library SET trashed_at = ${moment(at)}, emptied_at = NULL WHERE id = ANY (${ids(which)})`.pipe(
          Effect.asVoid,
          withDeadline
        ),
      ruled: sql`
        SELECT id, source_id, started_at, ended_at, bytes, kept_at IS NOT NULL FROM library
        WHERE trashed_at IS NULL AND gone_at IS NULL`.values.pipe(
        Effect.map((all) => all.map(ruled)),
        withDeadline
      ),
      bySource: (eyes) =>
        sql`
          SELECT driver, username, trashed_at IS NOT NULL AS trashed, count(*) AS count, sum(bytes)::bigint AS bytes
          FROM library JOIN sources ON sources.id = source_id WHERE ${visible(sql, eyes)}
          GROUP BY sources.id, trashed_at IS NOT NULL ORDER BY driver, username, trashed`.pipe(
          shares.all,
          withDeadline
        ),
      empty: (by, at) =>
        // Locked in the order of their ids, so that two of these never wait for each other.
        sql`
          WITH locked AS (
            SELECT id FROM library
            WHERE trashed_at <= ${moment(by)} AND kept_at IS NULL AND ended_at IS NOT NULL AND gone_at IS NULL
            ORDER BY id FOR NO KEY UPDATE
          ),
          emptied AS (
            UPDATE library SET emptied_at = coalesce(emptied_at, ${moment(at)}) FROM locked
            WHERE library.id = locked.id RETURNING bytes
          )
          SELECT count(*) AS count, coalesce(sum(bytes), 0)::bigint AS bytes FROM emptied`.pipe(
          emptied.one,
          withDeadline
        ),
      expired: (by, limit) =>
        sql`
          ${selected(sql, { reader: nobody, of: "all" })}
          WHERE trashed_at IS NOT NULL AND (trashed_at <= ${moment(by)} OR emptied_at IS NOT NULL)
            AND kept_at IS NULL AND ended_at IS NOT NULL AND gone_at IS NULL
          ORDER BY trashed_at, started_at, library.id LIMIT ${limit}`.pipe(
          entries.all,
          Effect.map((found) => found.map(({ position: _, seenAt: __, ...entry }) => entry)),
          withDeadline
        ),
      see: (which, by, { position, seen }, at) => {
        const seenAt = seen === true ? moment(at) : null
        return sql`
          INSERT INTO recordings_seen (user_id, recording_id, position, seen_at)
          SELECT ${by}, id, ${position ?? 0}, ${seenAt} FROM library WHERE id = ANY (${ids(which)}) ORDER BY id
          ON CONFLICT (user_id, recording_id) DO UPDATE SET
            position = ${position === undefined ? sql`recordings_seen.position` : sql`EXCLUDED.position`},
            seen_at = ${seen === undefined ? sql`recordings_seen.seen_at` : sql`EXCLUDED.seen_at`}`.pipe(
          Effect.asVoid,
          withDeadline
        )
      },
      remove: (which) =>
        sql`
          DELETE FROM library WHERE id IN (
            SELECT id FROM library WHERE id = ANY (${ids(which)}) ORDER BY id FOR UPDATE
          )`.pipe(Effect.asVoid, withDeadline)
    })
  })
)
