import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { longestWindow } from "../../domain/supervision/Restore.ts"
import { SourceId } from "../../domain/values/Ids.ts"
import { Instant, later } from "../../domain/values/Time.ts"
import { SettingsChanged } from "../../ports/SettingsStore.ts"
import { Sources, type StoredSource, type WhichSources } from "../../ports/Sources.ts"
import { sourceId } from "./cells.ts"
import { load } from "./load.ts"
import { ownColumns, ownValues } from "./ownValues.ts"
import { document, ids, moment, storable, texts } from "./parameters.ts"
import { rows } from "./rows.ts"
import { withDeadline, withDeadlineStepwise } from "./withDeadline.ts"

const found = rows(Schema.Struct({ id: SourceId }))
const closures = rows(Schema.Struct({ from: Instant, to: Schema.NullOr(Instant) }))
const versions = rows(Schema.Struct({ current: Schema.Int }))

export const layer = Layer.effect(
  Sources,
  Effect.map(PgClient.PgClient, (sql) => {
    const savedUnless = Effect.fnUntraced(
      function* (saving: Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>, id: SourceId, expected: number) {
        if ((yield* saving).length > 0) return
        const there = yield* versions.first(sql`SELECT overrides_version AS current FROM sources WHERE id = ${id}`)
        if (Option.isSome(there)) return yield* new SettingsChanged({ expected, ...there.value })
      },
      (saving) => withDeadline(saving)
    )
    const inOneMoment = (
      which: WhichSources,
      readAt: Instant,
      horizon: Instant,
      take: (some: ReadonlyArray<StoredSource>) => void,
      supervised: () => void
    ) =>
      withDeadlineStepwise((step) =>
        load(
          sql,
          which,
          readAt,
          horizon,
          (some) =>
            Effect.andThen(
              Effect.sync(() => take(some)),
              step
            ),
          supervised
        ).pipe(
          sql.withTransaction,
          Effect.provideService(SqlClient.BeginTransaction, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        )
      )
    return Sources.of({
      loadAll: (readAt, horizon, take, supervised) => inOneMoment("all", readAt, horizon, take, supervised),
      load: (which, readAt, horizon = later(readAt, -longestWindow)) =>
        Effect.suspend(() => {
          const loaded: Array<StoredSource> = []
          const take = (some: ReadonlyArray<StoredSource>) => void loaded.push(...some)
          return Effect.map(
            inOneMoment(which, readAt, horizon, take, () => undefined),
            () => loaded.sort((a, b) => a.id - b.id)
          )
        }),
      closures: (since) =>
        sql`
          SELECT began_at AS "from", ended_at AS "to" FROM outages
          WHERE kind IN ('disk', 'storage') AND (ended_at IS NULL OR ended_at >= ${moment(since)})
          ORDER BY began_at, id`.pipe(closures.all, withDeadline),
      find: ({ driver, username }) =>
        sql`SELECT id FROM sources WHERE driver = ${driver} AND username = ${username}`.pipe(
          found.first,
          Effect.map(Option.map(({ id }) => id)),
          withDeadline
        ),
      ensure: (keys, at) => {
        const [drivers, names] = [texts(keys.map(({ driver }) => driver)), texts(keys.map(({ username }) => username))]
        // Triggers tell of sources when somebody subscribes to them, or they change.
        const added = sql`
          WITH added AS (
            INSERT INTO sources (driver, username, created_at)
            SELECT driver, username, ${moment(at)} FROM unnest(${drivers}, ${names}) AS key (driver, username)
            WHERE NOT EXISTS (SELECT FROM sources WHERE driver = key.driver AND username = key.username)
            ORDER BY driver, username
            ON CONFLICT DO NOTHING
            RETURNING id
          )
          SELECT tell_changes('sources', array_agg(id)) FROM added`
        const all = sql`
          SELECT id, ${sql.literal(ownColumns)}
          FROM unnest(${drivers}, ${names}) WITH ORDINALITY AS key (driver, username, place)
          JOIN sources USING (driver, username)
          ORDER BY place`.values
        return Effect.andThen(added, all).pipe(
          Effect.map((found) => found.map(([id, ...own]) => ({ id: sourceId(id), ...ownValues(own) }))),
          withDeadline
        )
      },
      own: (id) =>
        sql`
          SELECT ${sql.literal(ownColumns)} FROM sources WHERE id = ${id}
          FOR NO KEY UPDATE`.values.pipe(
          Effect.map(([row]) => (row === undefined ? Option.none() : Option.some(ownValues(row)))),
          withDeadline
        ),
      reset: (id, at, by) =>
        sql`
          WITH source AS (
            UPDATE sources SET asked = asked + 1, reset_asked = asked + 1 WHERE id = ${id} RETURNING id, asked
          )
          INSERT INTO worker_events (source_id, event_type, detail, ts, asked)
          SELECT id, 'reset', ${storable(by)}, ${moment(at)}, asked FROM source
          ON CONFLICT DO NOTHING`.pipe(Effect.asVoid, withDeadline),
      restart: (which) =>
        sql`
          UPDATE sources SET asked = asked + 1, restart_asked = asked + 1
          WHERE id = ANY (${ids(which)}) RETURNING id`.pipe(
          Effect.map((asked) => asked.length),
          withDeadline
        ),
      setOverrides: (id, overrides, expected) =>
        savedUnless(
          sql`
            UPDATE sources SET overrides = ${document(overrides)}, overrides_version = overrides_version + 1
            WHERE id = ${id} AND overrides_version = ${expected} RETURNING id`,
          id,
          expected
        ),
      setAddress: (id, address, overrides, expected) =>
        savedUnless(
          sql`
            UPDATE sources SET address = ${address === null ? null : storable(address.url)}, address_from = ${address?.from ?? null},
              overrides = ${document(overrides)}, overrides_version = overrides_version + 1
            WHERE id = ${id} AND overrides_version = ${expected} RETURNING id`,
          id,
          expected
        )
    })
  })
)
