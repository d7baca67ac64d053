import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { diagnostics, one, told, user, well } from "./needsTold.ts"

it.effect("where all is well nothing needs anybody", () =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* told(well), [])
    assert.deepStrictEqual(yield* told(user), [])
  })
)

it.effect("T6: a link that is down is one matter, however many sources it concerns", () =>
  Effect.gen(function* () {
    const items = ["a", "b"].map((name) => one(name, "unknown", { kind: "overseer", reached: false }))
    const health = { overseer: false, database: true, databaseError: null }
    const [forAdmin, ...more] = yield* told({
      ...well,
      items,
      health,
      diagnostics: { ...diagnostics, overseer: { connected: false, pool: null } }
    })
    assert.deepStrictEqual(more, [])
    assert.match(forAdmin?.text ?? "", /can't be reached since 2026-01-05T03:04:05Z/)
    assert.match(forAdmin?.text ?? "", /what it runs goes on unless it ended as well/)
    assert.strictEqual(forAdmin?.go?.to, "/admin/diagnostics")
    const [forUser] = yield* told({ ...user, items, health })
    assert.strictEqual(forUser?.go?.to, "/subscriptions?status=unknown")
  })
)

it.effect("too few slots are told with both numbers, to users with their own", () =>
  Effect.gen(function* () {
    const counts = { queued: 15 }
    const [forAdmin] = yield* told({ ...well, counts, wanted: 23 })
    assert.match(forAdmin?.text ?? "", /^15 sources wait for a slot: 23 are wanted, the overseer has 8 slots\./)
    const [forUser] = yield* told({ ...user, counts: { queued: 1 }, wanted: 23 })
    assert.match(forUser?.text ?? "", /^1 of your sources waits for a slot at the overseer\./)
  })
)

it.effect("R23: storage that can't be written is one matter, however many sources it holds", () =>
  Effect.gen(function* () {
    const items = ["a", "b"].map((name) => one(name, "held", { kind: "unwritable", fault: "read_only" }))
    const advice = "The recordings' folder /r can't be written (read-only). Mount it for writing."
    const media_trouble = { fault: "read_only", since: "2026-01-05T03:04:05Z", advice }
    const [forAdmin, ...more] = yield* told({ ...well, items, diagnostics: { ...diagnostics, media_trouble } })
    assert.deepStrictEqual(more, [])
    assert.strictEqual(forAdmin?.key, "storage")
    assert.match(forAdmin?.text ?? "", /read-only\)\. Mount it for writing\. .*since 2026-01-05T03:04:05Z\.$/)
    const [forUser, ...others] = yield* told({ ...user, items })
    assert.deepStrictEqual(others, [])
    assert.strictEqual(forUser?.key, "held storage")
    assert.match(forUser?.text ?? "", /2 sources are held: hls\/a, hls\/b\.$/)
  })
)

it.effect("that a nearly full disk is not emptied further is told with its reason, and when it is tried again", () =>
  Effect.gen(function* () {
    const room_stopped = { reason: "Of 5 GB only 0 B became free.", until: "2026-01-05T03:04:05Z" }
    const [need, ...more] = yield* told({ ...well, diagnostics: { ...diagnostics, room_stopped } })
    assert.deepStrictEqual(more, [])
    assert.strictEqual(
      need?.text,
      "Of 5 GB only 0 B became free. It is tried again 2026-01-05T03:04:05Z at the latest."
    )
    assert.strictEqual(need?.go?.to, "/recordings/storage")
  })
)

it.effect("the disk is told before it stops anything, and once when it has", () =>
  Effect.gen(function* () {
    // 100 kB a second since it began.
    const growing = {
      ...one("s", "recording", {}),
      session_started_at: "2026-01-05T03:00:00Z",
      last_heartbeat: "2026-01-05T03:10:00.000Z",
      session_bytes: 60_000_000
    }
    const [low] = yield* told({
      ...well,
      items: [growing],
      diagnostics: { ...diagnostics, free_bytes: 1_360_000_000 }
    })
    assert.match(
      low?.text ?? "",
      /1\.4 GB are free, enough for 1 h as it goes now\. Below 1\.0 GB recorders are held\./
    )
    const items = [5, 6].map((free) => one(`s${free}`, "held", { kind: "disk", free, needed: 1000 }))
    const full = yield* told({ ...well, items, diagnostics: { ...diagnostics, free_bytes: 5_000_000 } })
    assert.deepStrictEqual(
      full.map(({ key }) => key),
      ["disk"]
    )
    const forUser = yield* told({ ...user, items })
    assert.deepStrictEqual(
      forUser.map(({ key }) => key),
      ["held disk"]
    )
    assert.match(forUser[0]?.text ?? "", /2 sources are held: hls\/s5, hls\/s6\./)
  })
)

it.effect("a driver that its site blocks is one matter with one button for all of its sources", () =>
  Effect.gen(function* () {
    const blocked = { kind: "driver", blocks: 3, since: null, until: null }
    const [held, ...more] = yield* told({
      ...well,
      items: ["a", "b", "c", "d", "e"].map((name) => one(name, "held", blocked))
    })
    assert.deepStrictEqual(more, [])
    assert.match(held?.text ?? "", /5 sources are held: hls\/a, hls\/b, hls\/c and 2 more\./)
    assert.deepStrictEqual(held?.mend?.body, { action: "reset", filter: { q: "hls/", status: ["held"] } })
  })
)

it.effect("errors are told one by one, and many of them together; a stalled source is restarted by who may", () =>
  Effect.gen(function* () {
    const items = Array.from({ length: 9 }, (_, i) => ({
      ...one(`e${i}`, "error", { kind: "exit", code: i }),
      user_id: 7
    }))
    const found = yield* told({ ...user, items })
    assert.deepStrictEqual(
      found.map(({ mend }) => mend?.label),
      ["Reset error", "Reset error", "Reset error", "Reset error", "Reset error", "Reset all 9"]
    )
    assert.strictEqual(found[0]?.mend?.route, "/api/subscriptions/hls/e0/reset-error?user_id=7")
    const stalled = [one("s", "stalled", { kind: "silent" })]
    const [forAdmin] = yield* told({ ...well, items: stalled })
    assert.deepStrictEqual([forAdmin?.mend?.method, forAdmin?.mend?.route], ["POST", "/api/sources/hls/s/restart"])
    const [forUser] = yield* told({ ...user, items: stalled })
    assert.deepStrictEqual([forUser?.mend, forUser?.go?.to], [undefined, "/source/hls/s"])
  })
)

it.effect("T1: a site that refuses its recorder is told with the way to where that is mended", () =>
  Effect.gen(function* () {
    const [need, ...more] = yield* told({
      ...user,
      items: [one("private", "refused", { kind: "http", status: 403, host: "example.org" })]
    })
    assert.deepStrictEqual(more, [])
    assert.deepStrictEqual([need?.name, need?.go?.to], ["hls/private", "/source/hls/private"])
  })
)

it.effect("a neighbour that is set up and away, and recorders on old settings, are told to admins", () =>
  Effect.gen(function* () {
    const away = { configured: true, connected: false, error: "it did not answer" }
    const found = yield* told({ ...well, diagnostics: { ...diagnostics, converter: away, outdated_runs: 3 } })
    assert.deepStrictEqual(
      found.map(({ key }) => key),
      ["converter", "outdated"]
    )
    assert.match(found[0]?.text ?? "", /The converter can't be reached: it did not answer\./)
    assert.deepStrictEqual(found[1]?.mend?.body, { only: "outdated" })
  })
)
