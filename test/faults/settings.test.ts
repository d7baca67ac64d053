import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, type Scope } from "effect"
import * as Auditing from "../../src/app/accounts/Auditing.ts"
import * as Pruning from "../../src/app/settings/Pruning.ts"
import * as Subscribing from "../../src/app/subscriptions/Subscribing.ts"
import { type SettingKey, settingFields } from "../../src/domain/settings/SettingFields.ts"
import { RecorderSettings, type Settings } from "../../src/domain/settings/Settings.ts"
import type { UserId } from "../../src/domain/values/Ids.ts"
import { later } from "../../src/domain/values/Time.ts"
import { limited } from "./limited.ts"
import { disk, stack } from "./Stack.ts"
import { callerOf, type Stack, seenBy } from "./seenBy.ts"
import { storageEffects } from "./stored.ts"

const minute = 60_000

/** When starts were sent, in seconds since the first one. */
const starts = Effect.fnUntraced(function* (s: Stack) {
  const all = yield* s.scripted.starts
  return all.map(({ at }) => (at - (all[0]?.at ?? at)) / 1000)
})

/** Lets every recorder that runs end with an error, and time pass. */
const failing = Effect.fnUntraced(function* (s: Stack, seconds: number) {
  for (const { taskId } of yield* s.scripted.live) yield* s.scripted.exit(taskId, 1)
  yield* s.pass(seconds)
})

const subscribed = Effect.fnUntraced(function* (settings: Partial<Settings>, names: ReadonlyArray<string> = ["carol"]) {
  const s = yield* stack({}, settings)
  const { id } = yield* s.user("alice")
  const sources = yield* Effect.forEach(names, (name) => s.subscribe(id, name))
  yield* s.pass(1)
  return { s, id, sources }
})

const statusOf = (s: Stack, id: UserId) => Effect.map(s.view(id, "carol"), ({ status }) => status)

type Named = Exclude<keyof RecorderSettings, "parameters">

/** What a recorder is started with shows what was set, and a running one is counted as outdated until it is replaced. */
const recorderSetting = <K extends Named>(key: K, value: RecorderSettings[K], told: string = value) =>
  Effect.gen(function* () {
    const { s, sources } = yield* subscribed({})
    const outdated = Effect.map(
      Effect.flatMap(s.overview, (overview) => overview.summary),
      ({ outdatedRuns }) => outdatedRuns
    )
    const [before] = yield* s.scripted.starts
    assert.notStrictEqual(before?.params[key], told)
    assert.strictEqual(yield* outdated, 0)
    yield* s.save({ [key]: value })
    yield* s.pass(30)
    assert.strictEqual((yield* s.scripted.starts).length, 1)
    assert.strictEqual(yield* outdated, 1)
    yield* s.sources.restart(sources.map(({ sourceId }) => sourceId))
    yield* s.pass(10)
    const [, after] = yield* s.scripted.starts
    const param = key === "out_pattern" ? "out" : key
    assert.strictEqual(after?.params[param], told)
    assert.strictEqual(yield* outdated, 0)
  })

const pattern =
  "{{.Driver}}/{{.Source}}/{{.Session.Unix}}/{{.Recording.Year}}-{{.Recording.Month}}-{{.Recording.Day}}_{{.Recording.Hour}}-{{.Recording.Minute}}-{{.Recording.Second}}"

/** For each setting a proof that it has an effect. A setting that is added without one does not compile. */
const effects: Readonly<Record<SettingKey, Effect.Effect<void, unknown, Scope.Scope>>> = {
  resolution: recorderSetting("resolution", "1080"),
  framerate: recorderSetting("framerate", "60"),
  out_pattern: recorderSetting("out_pattern", pattern, `/recordings/${pattern}`),
  segment_length: recorderSetting("segment_length", "7m"),
  check_interval: recorderSetting("check_interval", "33s"),
  heartbeat_interval: recorderSetting("heartbeat_interval", "11s"),
  user_agent: recorderSetting("user_agent", "Sticky/1"),
  cookies: recorderSetting("cookies", "session=1"),
  headers: recorderSetting("headers", "X-Planted: 1"),
  login: recorderSetting("login", "camera:planted"),
  proxy: recorderSetting("proxy", "http://proxy.example.org:3128"),

  restart_delay: Effect.gen(function* () {
    const { s } = yield* subscribed({ restart_delay: "40s", restart_delay_max: "40s" })
    yield* failing(s, 31)
    assert.deepStrictEqual(yield* starts(s), [0])
    yield* s.pass(12)
    assert.strictEqual((yield* starts(s)).length, 2)
  }),

  restart_delay_max: Effect.gen(function* () {
    const { s } = yield* subscribed({ restart_delay: "10s", restart_delay_max: "12s", error_threshold: 9 })
    for (let n = 0; n < 4; n++) yield* failing(s, 14)
    assert.strictEqual((yield* starts(s)).length, 5)
  }),

  error_window: Effect.gen(function* () {
    const short: Partial<Settings> = { restart_delay: "1s", restart_delay_max: "1s", error_threshold: 2 }
    for (const [error_window, status] of [
      ["10s", "waiting"],
      ["5m", "error"]
    ] as const) {
      const { id, s } = yield* subscribed({ ...short, error_window })
      yield* failing(s, 60)
      yield* failing(s, 60)
      assert.strictEqual(yield* statusOf(s, id), status)
    }
  }),

  error_threshold: Effect.gen(function* () {
    for (const [error_threshold, status] of [
      [2, "error"],
      [3, "waiting"]
    ] as const) {
      const { id, s } = yield* subscribed({ restart_delay: "1s", restart_delay_max: "1s", error_threshold })
      yield* failing(s, 5)
      yield* failing(s, 5)
      assert.strictEqual(yield* statusOf(s, id), status)
    }
  }),

  reconcile_interval: Effect.gen(function* () {
    const lists = Effect.fnUntraced(function* (reconcile_interval: string) {
      const { s } = yield* subscribed({ reconcile_interval })
      const count = Effect.map(s.scripted.sent, (all) => all.filter(({ _tag }) => _tag === "list").length)
      const before = yield* count
      yield* s.pass(60)
      return (yield* count) - before
    })
    assert.closeTo(yield* lists("5s"), 12, 2)
    assert.closeTo(yield* lists("30s"), 2, 1)
  }),

  start_concurrency: Effect.gen(function* () {
    const s = yield* stack({ toClient: 2000 }, { start_concurrency: 2 })
    const { id } = yield* s.user("alice")
    for (const name of ["a", "b", "c", "d", "e"]) yield* s.subscribe(id, name)
    yield* s.pass(4)
    assert.isAtMost((yield* s.scripted.starts).length, 4)
    yield* s.pass(20)
    const at = yield* starts(s)
    assert.strictEqual(at.length, 5)
    for (const [i, when] of at.entries()) if (i >= 2) assert.isAtLeast(when - (at[i - 2] ?? 0), 2)
  }),

  min_free_space: Effect.gen(function* () {
    const { id, s } = yield* subscribed({ min_free_space: 5000 })
    disk.free = 5001
    yield* s.pass(30)
    assert.strictEqual(yield* statusOf(s, id), "waiting")
    disk.free = 4999
    yield* s.pass(30)
    assert.strictEqual(yield* statusOf(s, id), "held")
    disk.free = 5400
    yield* s.pass(30)
    assert.strictEqual(yield* statusOf(s, id), "held")
    disk.free = 5501
    yield* s.pass(30)
    assert.strictEqual(yield* statusOf(s, id), "waiting")
  }),

  event_retention: Effect.gen(function* () {
    const { s, sources } = yield* subscribed({ event_retention: "48h" })
    const id = sources[0]?.sourceId ?? assert.fail("no source")
    const at = yield* s.now
    yield* s.journal.write(
      [47, 49].map((hours) => ({
        _tag: "event" as const,
        event: {
          sourceId: id,
          type: "gap" as const,
          pid: null,
          exitCode: null,
          taskId: null,
          detail: `${hours}`,
          at: later(at, -hours * 60 * minute)
        }
      }))
    )
    yield* Effect.provideContext(Pruning.prune(), yield* s.services)
    const left = yield* s.events.ofSource(id, { after: null, limit: 9 })
    assert.deepStrictEqual(
      left.flatMap(({ detail, type }) => (type === "gap" ? [detail] : [])),
      ["47"]
    )
  }),

  ...storageEffects,

  driver_urls: Effect.gen(function* () {
    const { id, s } = yield* subscribed({ driver_urls: { hls: "https://example.org/live/{username}" } })
    assert.strictEqual((yield* s.view(id, "carol")).canonicalUrl, "https://example.org/live/carol")
    yield* s.save({ driver_urls: {} })
    yield* s.pass(1)
    assert.isNull((yield* s.view(id, "carol")).canonicalUrl)
  }),

  subscriptions_per_user: Effect.gen(function* () {
    const { id, s } = yield* subscribed({ subscriptions_per_user: 2 })
    const services = yield* s.services
    const alice = callerOf(id)
    const adds = (username: string) =>
      Effect.gen(function* () {
        const { subscribe } = yield* Subscribing.Subscribing
        return yield* Effect.result(subscribe(alice, id, { driver: "hls", username }))
      }).pipe(
        Effect.provide(Layer.fresh(Layer.provide(Subscribing.layer, Auditing.layer))),
        Effect.provideContext(services),
        Effect.map(({ _tag }) => _tag === "Success")
      )
    assert.isTrue(yield* adds("dora"))
    assert.isFalse(yield* adds("emil"))
    assert.isTrue(yield* adds("carol"), "what is there is no more")
    yield* s.save({ subscriptions_per_user: 3 })
    yield* s.pass(1)
    assert.isTrue(yield* adds("emil"))
  }),

  recorders_at_once: limited({ recorders_at_once: 1 }, "everybody"),

  recorders_per_user: limited({ recorders_per_user: 1 }, "user"),

  members_give_addresses: Effect.gen(function* () {
    const { id, s, sources } = yield* subscribed({})
    const url = "https://example.org/a"
    yield* Effect.forEach(sources, ({ sourceId }) => s.sources.setAddress(sourceId, { url, from: "admin" }, {}, 0))
    yield* s.pass(1)
    assert.strictEqual((yield* seenBy(s, id)).source.address, null)
    yield* s.save({ members_give_addresses: true })
    yield* s.pass(1)
    assert.strictEqual((yield* seenBy(s, id)).source.address, url)
  }),

  subscribers_see_sources: Effect.gen(function* () {
    const { id, s } = yield* subscribed({})
    assert.isNotNull((yield* seenBy(s, id)).hidden)
    yield* s.save({ subscribers_see_sources: true })
    yield* s.pass(1)
    assert.isNull((yield* seenBy(s, id)).hidden)
  })
}

describe("D3: the setting", () => {
  for (const [key, effect] of Object.entries(effects)) it.effect(`${key} has an effect`, () => effect)

  it("that only works after a restart says so, and no other does", () => {
    for (const [key, field] of Object.entries(settingFields))
      assert.strictEqual(field.restarts, Object.hasOwn(RecorderSettings.fields, key), key)
    assert.deepStrictEqual(Object.keys(effects).sort(), Object.keys(settingFields).sort())
  })
})
