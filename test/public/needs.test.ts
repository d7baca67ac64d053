import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Need {
  readonly name?: string
  readonly key: string
  readonly text: string
  readonly go?: { readonly to: string; readonly label: string }
  readonly mend?: { readonly label: string; readonly method: string; readonly route: string; readonly body?: unknown }
}
interface Needs {
  readonly needs: (known: Readonly<Record<string, unknown>>) => ReadonlyArray<Need>
}

const one = (username: string, status: string, cause: object, reason = "So it is.") => ({
  driver: "hls",
  username,
  status,
  cause,
  reason,
  error_message: "it is so"
})

const overseer = { connected: true, pool: { limit: 8, running: 8, queue_depth: 15 } }
const diagnostics = {
  overseer,
  converter: { configured: false, connected: false, error: null },
  thumbnailer: { configured: false, connected: false, error: null },
  link_since: "2026-01-05T03:04:05Z",
  free_bytes: 80_000_000_000,
  min_free_bytes: 1_000_000_000,
  media_trouble: null,
  outdated_runs: 0
}
const well = {
  admin: true,
  items: [],
  counts: {},
  diagnostics,
  health: { overseer: true, database: true },
  wanted: 0
}
const user = { ...well, admin: false, diagnostics: null }

const told = (known: Readonly<Record<string, unknown>>) =>
  Effect.map(load<Needs>("pages/dashboard/needs.js"), ({ needs }) => needs(known))

it.effect("where all is well nothing needs anybody", () =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* told(well), [])
    assert.deepStrictEqual(yield* told(user), [])
  })
)

it.effect("a link that is down is one matter, however many sources it concerns", () =>
  Effect.gen(function* () {
    const items = ["a", "b"].map((name) => one(name, "unknown", { kind: "overseer", reached: false }))
    const health = { overseer: false, database: true }
    const [forAdmin, ...more] = yield* told({
      ...well,
      items,
      health,
      diagnostics: { ...diagnostics, overseer: { connected: false, pool: null } }
    })
    assert.deepStrictEqual(more, [])
    assert.match(forAdmin?.text ?? "", /can't be reached since 2026-01-05T03:04:05Z/)
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

it.effect(
  "T9: errors of one cause are one matter, whenever and however often they struck, and no name stands for all",
  () =>
    Effect.gen(function* () {
      const failed = (name: string, minute: number) => ({
        ...one(name, "error", {
          kind: "no_channel",
          message: `no channel named "${name}"`,
          since: `2026-01-01T00:0${minute}:00Z`,
          tries: minute,
          needs: "somebody"
        }),
        error_message: `no channel named "${name}"`,
        subscribers: [
          { user_id: 8, posture: "paused" },
          { user_id: 9, posture: "active" }
        ]
      })
      const items = [one("x", "error", { kind: "exit", code: 1 }), ...["a", "b", "c", "d"].map(failed)]
      const [many, single, ...more] = yield* told({ ...well, items })
      assert.deepStrictEqual(more, [])
      assert.strictEqual(many?.name, "4 sources")
      assert.strictEqual(many?.text, "No address is known for them: hls/a, hls/b, hls/c and 1 more.")
      assert.strictEqual(many?.mend?.label, "Reset all 4")
      assert.deepStrictEqual(many?.mend?.body, {
        action: "reset",
        items: ["a", "b", "c", "d"].map((username) => ({ driver: "hls", username, user_id: 9 }))
      })
      assert.strictEqual(single?.mend?.label, "Reset error")
    })
)

it.effect("T9: a group of sources in error tells the numbers that are true of all", () =>
  Effect.gen(function* () {
    const failed = (name: string, tries: number | null) => ({
      ...one(name, "error", { kind: "exit", code: 1, message: null, tries, within: 900, needs: "somebody" }),
      error_message: "the recorder ended with exit code 1"
    })
    const textOf = (items: ReadonlyArray<unknown>) => Effect.map(told({ ...well, items }), ([need]) => need?.text)
    assert.strictEqual(
      yield* textOf([failed("a", 5), failed("b", 7)]),
      "The recorder ended with exit code 1 (their recorders failed 5 to 7 times): hls/a, hls/b."
    )
    assert.strictEqual(
      yield* textOf([failed("a", 5), failed("b", 5)]),
      "The recorder ended with exit code 1 (their recorders failed 5 times each): hls/a, hls/b."
    )
    assert.strictEqual(
      yield* textOf([failed("a", 5), failed("b", null)]),
      "The recorder ended with exit code 1: hls/a, hls/b."
    )
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
