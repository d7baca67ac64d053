import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import * as Bcrypt from "../../src/adapters/crypto/Bcrypt.ts"
import { foundRun, type Run } from "../../src/domain/supervision/Run.ts"
import { end, stopSent } from "../../src/domain/supervision/RunReducer.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { type Instant, later, rfc3339 } from "../../src/domain/values/Time.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { backend } from "./Backend.ts"
import { ask, signIn } from "./Client.ts"
import { stores } from "./Stores.ts"
import { addUser, onEachStore } from "./World.ts"

const hour = 3_600_000

const refusing = { kind: "http", status: 403, host: "a.example" } as const

/** Writes down a day of carol's: recorded, stalled, stopped for a full disk, away with the link, recorded again. */
const aDay = Effect.fnUntraced(function* (id: SourceId, from: Instant) {
  const journal = yield* Journal
  const at = (hours: number) => later(from, hours * hour)
  const begun = (name: string, hours: number): Run => ({
    ...foundRun(TaskId.make(name), id, at(hours)),
    phase: "running",
    startedAt: at(hours),
    pid: 7
  })
  const [one, two] = [begun("one", 0), begun("two", 20)]
  const recorded = (run: Run, start: number, to: number | null) =>
    ({
      _tag: "recording",
      taskId: run.taskId,
      sourceId: id,
      startedAt: at(start),
      endedAt: to === null ? null : at(to),
      bytes: 1
    }) as const
  const told = (type: "stalled" | "recovered", run: Run, hours: number) => {
    const { taskId } = run
    return {
      _tag: "event",
      event: { sourceId: id, type, pid: 7, exitCode: null, taskId, detail: null, at: at(hours) }
    } as const
  }
  yield* journal.begin([one, two])
  yield* journal.stopping([{ taskId: one.taskId, why: "disk" }], at(8))
  const stop = { at: at(8), connection: 1, lostAt: null }
  yield* journal.write([
    { _tag: "outages", standing: [{ kind: "disk", subject: "", since: at(8) }], at: at(8), term: 0, look: 1 },
    { _tag: "run", run: end(stopSent(one, stop, "disk"), "stopped", at(8)) },
    { _tag: "run", run: two },
    recorded(one, 0, 8),
    recorded(two, 20, 21),
    told("stalled", one, 4.75),
    told("recovered", one, 5),
    // Within one second.
    told("stalled", one, 6),
    told("recovered", one, 6 + 300 / hour),
    { _tag: "outages", standing: [{ kind: "link", subject: "", since: at(12) }], at: at(12), term: 0, look: 1 },
    { _tag: "outages", standing: [], at: at(20), term: 0, look: 1 },
    { _tag: "event", event: { ...told("stalled", two, 21).event, type: "hindered", cause: refusing } }
  ])
  yield* journal.alive([two.taskId], at(24))
})

for (const [kind, kept] of Object.entries(stores))
  describe(`the coverage over HTTP of a day that is over (${kind})`, () => {
    it.live("tells what was recorded and what not, with the cause and in seconds", () =>
      Effect.gen(function* () {
        const context = yield* Layer.build(kept)
        const now = yield* Clock.currentTimeMillis
        const from = later((Math.floor(now / 1000) * 1000) as Instant, -24 * hour)
        // It is written before the backend starts: a backend at work takes no word of old outages.
        yield* Effect.gen(function* () {
          const { id } = yield* Effect.provide(addUser("root", "admin"), Bcrypt.layer(4))
          const subscriptions = yield* Subscriptions
          const { subscription } = yield* subscriptions.subscribe(id, { driver: "hls", username: "carol" }, from)
          yield* aDay(subscription.sourceId, from)
        }).pipe(Effect.provideContext(context))
        const { boot } = yield* backend({ store: Layer.succeedContext(context) })
        const running = yield* boot
        const { token } = yield* running.with(signIn("root"))
        const coverage = (query: string) =>
          running.with(ask("GET", `/api/sources/hls/carol/coverage?${query}`, { token }))
        const at = (hours: number) => rfc3339(later(from, hours * hour))
        const told = yield* coverage(`from=${at(0)}&to=${at(22)}`)
        assert.strictEqual(told.status, 200, told.text)
        const when = (text: string) => (Date.parse(text) - from) / hour
        assert.deepStrictEqual(
          told.json.stretches.map((one: { from: string; to: string; kind: string; cause: string | null }) => [
            when(one.from),
            when(one.to),
            one.kind,
            one.cause
          ]),
          [
            [0, 4.75, "recorded", null],
            [4.75, 5, "missed", "stalled"],
            [5, 8, "recorded", null],
            [8, 12, "gap", "disk"],
            [12, 20, "gap", "link"],
            [20, 21, "recorded", null],
            [21, 22, "gap", "denied"]
          ]
        )
        const last = told.json.stretches.at(-1)
        assert.deepStrictEqual([last.hindrance, last.detail], [refusing, "a.example answers HTTP 403"])
        assert.deepInclude(told.json, { driver: "hls", username: "carol", from: at(0), to: at(22) })
        assert.deepInclude(told.json.totals, { recorded: 8.75 * 3600, missed: 900, off_air: 0, gap: 13 * 3600 })
        assert.deepStrictEqual(told.json.totals.by_cause, {
          stalled: 900,
          disk: 4 * 3600,
          link: 8 * 3600,
          denied: 3600
        })
        assert.closeTo(told.json.totals.percent_of_on_air, 97.22, 0.01)
        const short = yield* coverage(`from=${at(5)}&to=${at(7)}`)
        assert.deepStrictEqual(short.json.stretches, [
          { kind: "recorded", from: at(5), to: at(7), cause: null, hindrance: null, detail: null }
        ])
        assert.deepStrictEqual(short.json.totals.by_cause, {})
      }).pipe(Effect.scoped)
    )
  })

onEachStore()("the coverage over HTTP", (it) => {
  it.effect("is that of the last day unless told otherwise, never of the future, and not of more than 92 days", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      const path = "/api/sources/hls/carol/coverage"
      const day = yield* ask("GET", path, { token })
      assert.strictEqual(Date.parse(day.json.to) - Date.parse(day.json.from), 24 * hour)
      const future = yield* ask("GET", `${path}?to=2999-01-01T00:00:00Z`, { token })
      const now = yield* Clock.currentTimeMillis
      assert.closeTo(Date.parse(future.json.to), now, hour)
      for (const query of [
        "from=2999-01-01T00:00:00Z",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"
      ]) {
        const refused = yield* ask("GET", `${path}?${query}`, { token })
        assert.strictEqual(refused.status, 422, refused.text)
        assert.strictEqual(refused.json.errors[0].field, "from")
      }
      for (const query of ["from=yesterday", "to=1", "from=", "until=2026-01-01T00:00:00Z"])
        assert.strictEqual((yield* ask("GET", `${path}?${query}`, { token })).status, 400, query)
      assert.strictEqual((yield* ask("GET", "/api/sources/hls/nobody/coverage", { token })).status, 404)
    })
  )

  it.effect("T9: says that nobody wanted a source before somebody first did", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const key = { driver: "hls", username: "dora" }
      const known = later((yield* Clock.currentTimeMillis) as Instant, -2 * hour)
      yield* Sources.use((sources) => sources.ensure([key], known))
      yield* ask("POST", "/api/subscriptions", { token, body: key })
      const { json } = yield* ask("GET", "/api/sources/hls/dora/coverage", { token })
      const told = json.stretches.map((one: { kind: string; cause: string | null }) => [one.kind, one.cause])
      assert.deepStrictEqual(told.slice(0, 2), [
        ["gap", "before"],
        ["gap", "unwanted"]
      ])
      assert.strictEqual(Date.parse(json.stretches[1].from), Math.floor(known / 1000) * 1000)
      assert.isUndefined(json.totals.by_cause.unknown)
    })
  )
})
