import { Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { LibraryGap } from "../../domain/recordings/LibraryEntry.ts"
import { EntryId, SourceId, UserId } from "../../domain/values/Ids.ts"
import { Instant } from "../../domain/values/Time.ts"
import type { Eyes, LibraryFilter, LibrarySort } from "../../ports/Library.ts"
import { ids, moment, storable } from "./parameters.ts"
import { rows } from "./rows.ts"

const text = Schema.NullOr(Schema.String)
const at = Schema.NullOr(Instant)

/** A recording as `columns` reads it. */
export const entries = rows(
  Schema.Struct({
    id: EntryId,
    sourceId: SourceId,
    driver: Schema.String,
    username: Schema.String,
    session: Schema.String,
    startedAt: Instant,
    endedAt: at,
    duration: Schema.Int,
    bytes: Schema.Int,
    files: Schema.Int,
    container: text,
    codecs: text,
    width: Schema.NullOr(Schema.Int),
    height: Schema.NullOr(Schema.Int),
    gaps: Schema.Array(LibraryGap),
    title: text,
    keptAt: at,
    keptBy: Schema.NullOr(UserId),
    trashedAt: at,
    emptiedAt: at,
    seenAt: at,
    position: Schema.Int
  })
)

const columns = `library.id, source_id, driver, username, session, started_at, ended_at, duration, bytes, files,
  container, codecs, width, height, gaps, title, kept_at, kept_by, trashed_at, emptied_at, seen_at, coalesce(position, 0) AS position`

/** What each order goes by; the newest come first in all of them but one. */
export const orders: Readonly<Record<LibrarySort, { readonly by: string; readonly descending: boolean }>> = {
  newest: { by: "started_at", descending: true },
  oldest: { by: "started_at", descending: false },
  longest: { by: "duration", descending: true },
  largest: { by: "bytes", descending: true }
}

const joined = (sql: SqlClient.SqlClient, { reader }: Eyes) => sql`
  JOIN sources ON sources.id = source_id
  LEFT JOIN recordings_seen ON recordings_seen.recording_id = library.id AND recordings_seen.user_id = ${reader}`

/** Recordings with their sources and what a reader has seen of them, to be narrowed. */
export const selected = (sql: SqlClient.SqlClient, eyes: Eyes) => sql`
  SELECT ${sql.literal(columns)} FROM library ${joined(sql, eyes)}`

/** The same of a page, which is found first: nothing is joined to what is not on it. */
export const paged = (sql: SqlClient.SqlClient, eyes: Eyes, page: Statement.Fragment, order: Statement.Fragment) => sql`
  SELECT ${sql.literal(columns)} FROM (SELECT * FROM library ${page}) AS library ${joined(sql, eyes)} ${order}`

const seenBy = (sql: SqlClient.SqlClient, { reader }: Eyes) => sql`
  EXISTS (
    SELECT FROM recordings_seen WHERE recording_id = library.id AND user_id = ${reader} AND recordings_seen.seen_at IS NOT NULL
  )`

const whose = (sql: SqlClient.SqlClient, { of }: Eyes) =>
  of === "all"
    ? []
    : [
        sql`source_id IN (SELECT source_id FROM subscriptions WHERE user_id = ${of} AND posture IN ('active', 'paused'))`
      ]

/** That these eyes may see a recording. */
export const visible = (sql: SqlClient.SqlClient, eyes: Eyes) => sql.and([sql`gone_at IS NULL`, ...whose(sql, eyes)])

const ifAsked = <A, B>(asked: A | null, condition: (asked: A) => B): ReadonlyArray<B> =>
  asked === null ? [] : [condition(asked)]

/** That a recording is one of those that a filter asks for. */
export const matching = (sql: SqlClient.SqlClient, filter: LibraryFilter) => {
  const { from, gaps, kept, search, seen, sources, to, trashed } = filter
  return sql.and([
    sql`gone_at IS NULL`,
    trashed ? sql`trashed_at IS NOT NULL` : sql`trashed_at IS NULL`,
    ...whose(sql, filter),
    ...ifAsked(from, (at) => sql`(ended_at IS NULL OR ended_at > ${moment(at)})`),
    ...ifAsked(to, (at) => sql`started_at < ${moment(at)}`),
    ...ifAsked(sources, (some) => sql`source_id = ANY (${ids(some)})`),
    ...ifAsked(seen, (is) => (is ? seenBy(sql, filter) : sql`NOT ${seenBy(sql, filter)}`)),
    ...ifAsked(kept, (is) => (is ? sql`kept_at IS NOT NULL` : sql`kept_at IS NULL`)),
    ...ifAsked(gaps, (is) => (is ? sql`gap_ms > 0` : sql`gap_ms = 0`)),
    ...ifAsked(
      search === "" ? null : search,
      (part) => sql`(
        source_id IN (SELECT id FROM sources WHERE position(lower(${storable(part)}) IN lower(driver || '/' || username)) > 0)
        OR position(lower(${storable(part)}) IN words) > 0
      )`
    )
  ])
}
