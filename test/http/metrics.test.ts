import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Status } from "../../src/domain/supervision/Verdict.ts"
import { ask, signIn, until } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

/** The value of the series of this name whose labels are these, in any order. */
const valueOf = (text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined => {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`)
  for (const line of text.split("\n")) {
    const found = /^([a-z_]+)(?:\{(.*)\})? (\S+)/.exec(line)
    if (found?.[1] !== name) continue
    const told = [...(found[2] ?? "").matchAll(/[a-z_]+="(?:[^"\\]|\\.)*"/g)].map(([label]) => label)
    if (told.length === wanted.length && wanted.every((one) => told.includes(one))) return Number(found[3])
  }
  return undefined
}

const metrics = Effect.map(ask("GET", "/metrics"), ({ text }) => text)
const requests = "sticky_dvr_http_request_duration_seconds"

onEachStore({ overseer: { limit: 3 } })("the metrics", (it) => {
  it.effect("count and time requests by their route, never by their address, and by class of status", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const labels = (method: string, route: string, status: string) => ({ method, route, status })
      const one = labels("GET", "/api/sources/:driver/:username", "2xx")
      const before = yield* metrics
      const count = (text: string, of: Readonly<Record<string, string>>) => valueOf(text, `${requests}_count`, of) ?? 0
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      for (let n = 0; n < 3; n++) yield* ask("GET", "/api/sources/hls/carol", { token })
      yield* ask("GET", "/api/sources/hls/nobody", { token })
      yield* ask("GET", "/api/no/such/address", { token })
      yield* ask("POST", "/api/subscriptions", {
        body: { driver: "hls", username: "dave" },
        headers: { "sec-fetch-site": "cross-site", cookie: "access_token=x" }
      })
      const after = yield* metrics
      const grown = (of: Readonly<Record<string, string>>) => count(after, of) - count(before, of)
      assert.strictEqual(grown(one), 3)
      assert.strictEqual(grown({ ...one, status: "4xx" }), 1)
      assert.strictEqual(grown(labels("POST", "/api/subscriptions", "2xx")), 1)
      assert.strictEqual(grown(labels("POST", "none", "4xx")), 1, "refused before a route was looked for")
      assert.notInclude(after, "carol")
      assert.notInclude(after, "/no/such")
      assert.strictEqual(valueOf(after, `${requests}_bucket`, { ...one, le: "+Inf" }), count(after, one))
      const sum = valueOf(after, `${requests}_sum`, one) ?? Number.NaN
      assert.isTrue(sum > 0 && sum < 30, `${sum} seconds`)
    })
  )

  it.effect("tell states, counts, pool, link, database and event loop as they are now", () =>
    Effect.gen(function* () {
      const { token } = yield* signIn("root")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      const waiting = yield* until(metrics, (text) => valueOf(text, "sticky_dvr_sources", { status: "waiting" }) === 1)
      for (const status of Status.literals)
        assert.strictEqual(valueOf(waiting, "sticky_dvr_sources", { status }), status === "waiting" ? 1 : 0, status)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_subscriptions"), 1)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_sources_known"), 1)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_overseer_connected"), 1)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_leading"), 1)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_database_connected"), 1)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_overseer_pool", { kind: "limit" }), 3)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_overseer_pool", { kind: "running" }), 1)
      assert.strictEqual(valueOf(waiting, "sticky_dvr_overseer_pool", { kind: "queued" }), 0)
      for (const name of [
        "overseer_link_seconds",
        "overseer_silence_seconds",
        "event_loop_delay_seconds",
        "free_bytes"
      ])
        assert.isAtLeast(valueOf(waiting, `sticky_dvr_${name}`) ?? -1, 0, name)
      yield* ask("POST", "/api/subscriptions/hls/carol/pause", { token })
      yield* until(metrics, (text) => valueOf(text, "sticky_dvr_sources", { status: "waiting" }) === 0)
    })
  )
})

onEachStore({ overseer: { connected: false, redialAfter: null } })("the metrics without an overseer", (it) => {
  it.effect("tell that it is away, and of its pool that nothing is known", () =>
    Effect.gen(function* () {
      const text = yield* metrics
      assert.strictEqual(valueOf(text, "sticky_dvr_overseer_connected"), 0)
      assert.isNaN(valueOf(text, "sticky_dvr_overseer_pool", { kind: "running" }))
    })
  )
})

onEachStore({ loopDelay: 312, metricsToken: "a-token-of-the-metrics" })("S18: a server that is late", (it) => {
  it.effect("says so in its metrics, and raises an alarm in the diagnostics", () =>
    Effect.gen(function* () {
      assert.strictEqual(valueOf(yield* metrics, "sticky_dvr_event_loop_delay_seconds"), 0.312)
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const { json } = yield* ask("GET", "/api/diagnostics", { token })
      assert.match(String(json["alarms"]), /^The server is up to 312 ms late/)
    })
  )
})

onEachStore({ loopDelay: 250 })("a server that is in time", (it) => {
  it.effect("raises no alarm", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const { json } = yield* ask("GET", "/api/diagnostics", { token })
      assert.deepStrictEqual(json["alarms"], [])
    })
  )
})
