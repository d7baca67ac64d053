import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { diagnostics, one, told, user, well } from "./needsTold.ts"

it.effect(
  "T9: errors of one cause are one matter, whenever and however often they struck, and no name stands for all",
  () =>
    Effect.gen(function* () {
      const failed = (name: string, minute: number) => ({
        ...one(name, "error", {
          kind: "no_channel",
          message: `no address of "${name}" is known`,
          since: `2026-01-01T00:0${minute}:00Z`,
          tries: minute,
          needs: "somebody"
        }),
        error_message: `no address of "${name}" is known`,
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

it.effect("T12: who may not see diagnostics is told all the same why there is no link", () =>
  Effect.gen(function* () {
    const fault = { kind: "http", status: 403 }
    const silent = {
      ...one("a", "unknown", { kind: "overseer", reached: false, fault }),
      error_message: "the overseer can't be reached: it refuses this backend (HTTP 403)"
    }
    const [need] = yield* told({ ...user, items: [silent] })
    assert.match(need?.text ?? "", /^The overseer can't be reached: it refuses this backend \(HTTP 403\)/)
  })
)

it.effect("T9: what diagnostics say of the link is said once", () =>
  Effect.gen(function* () {
    const overseer = { connected: false, pool: null, error: "the overseer can't be reached: it does not answer" }
    const [need] = yield* told({ ...well, diagnostics: { ...diagnostics, overseer } })
    assert.match(
      need?.text ?? "",
      /^The overseer can't be reached: it does not answer since 2026-01-05T03:04:05Z\. Nothing/
    )
  })
)
