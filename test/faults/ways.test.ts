import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Option } from "effect"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import { coverage } from "../../src/domain/recordings/Coverage.ts"
import { findingSentence } from "../../src/domain/supervision/findingWords.ts"
import { reasons } from "../../src/domain/supervision/Reasons.ts"
import { later } from "../../src/domain/values/Time.ts"
import { needsOf } from "../public/needsTold.ts"
import { stack } from "./Stack.ts"
import { type Scene, ways } from "./ways.ts"

describe("T9: a source that is not recorded", () => {
  for (const [name, way] of Object.entries(ways)) {
    it.effect(`because it is ${name} says so everywhere, by one value, and what to do`, () =>
      Effect.gen(function* () {
        const s = yield* stack(way.options, way.settings)
        const { id: alice } = yield* s.user("alice")
        const task = Effect.map(s.scripted.live, ([one]) => one?.taskId ?? assert.fail("nothing runs"))
        const scene: Scene = { ...s, alice, task }
        yield* way.before?.(scene) ?? Effect.void
        const { sourceId } = yield* s.subscribe(alice, "carol")
        yield* s.pass(3)
        yield* way.by(scene)
        yield* s.pass(35)

        const row = yield* s.view(alice, "carol")
        assert.deepStrictEqual([row.status, row.cause?.kind, row.cause?.needs], [way.status, way.cause, way.needs])
        assert.match(row.reason, way.says)
        assert.notStrictEqual(row.state, "recording")

        const key = { driver: "hls", username: "carol" }
        const facts = yield* Effect.flatMap(s.overview, (overview) => overview.facts(key))
        const live = Context.get(yield* s.services, LiveState)
        const driverKnown = live.drivers()?.has("hls") ?? null
        const chain = Option.match(facts, {
          onNone: () => assert.fail("nothing is known"),
          onSome: (known) => reasons(known, { driver: "hls", driverKnown, wishes: 1 })
        })
        const broken = chain.find(({ mark }) => mark !== "ok" && mark !== "noticed")
        assert.strictEqual(broken?.mark, way.needs === "somebody" ? "trouble" : "waiting")
        assert.strictEqual(broken === undefined ? "" : findingSentence(broken.finding), row.reason)

        const to = yield* s.now
        const from = later(to, -20_000)
        const past = yield* s.events.past(sourceId, from, to)
        const told = coverage({ ...past, knownSince: from }, from, to).map(({ cause, kind }) =>
          cause === null ? kind : `${kind} ${cause}`
        )
        assert.deepStrictEqual(told, [way.coverage])

        const needs = yield* needsOf([{ ...key, ...row, error_message: row.errorMessage }])
        // A limit needs time, or an admin who raises it: the dashboard tells that as well.
        assert.strictEqual(needs.length > 0, way.needs === "somebody" || way.cause === "limit", JSON.stringify(needs))
      })
    )
  }

  it.effect("because its recorder does not end is told as that, though nobody wants it any more", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: "never" })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(3)
      yield* s.set(id, "carol", "paused")
      yield* s.pass(20)
      const row = Effect.map(
        Effect.flatMap(s.overview, (overview) => overview.source({ driver: "hls", username: "carol" })),
        Option.getOrThrow
      )
      assert.deepStrictEqual([(yield* row).status, (yield* row).cause?.needs], ["inactive", null])
      assert.match((yield* s.view(id, "carol")).reason, /is paused; its recorder is stopping/)
      yield* s.pass(20)
      const own = yield* s.view(id, "carol")
      assert.deepStrictEqual([own.status, own.cause?.needs], ["inactive", "somebody"])
      assert.match(own.reason, /The subscription is paused; its recorder was asked to stop and does not end\./)
      const { cause, reason, status } = yield* row
      assert.deepStrictEqual([status, cause?.needs], ["stopping", "somebody"])
      assert.match(reason, /does not end, process \d+/)
      const needs = yield* needsOf([yield* row])
      assert.strictEqual(needs.length, 1)
    })
  )
})
