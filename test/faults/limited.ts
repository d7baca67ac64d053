import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Settings } from "../../src/domain/settings/Settings.ts"
import { stack } from "./Stack.ts"

/** Of two sources one is recorded, and the other says whose limit of one holds it; without the limit both are. */
export const limited = (settings: Partial<Settings>, whose: "everybody" | "user") =>
  Effect.gen(function* () {
    const s = yield* stack({}, settings)
    const { id } = yield* s.user("alice")
    yield* s.subscribe(id, "carol")
    yield* s.pass(1)
    yield* s.subscribe(id, "dora")
    yield* s.pass(2)
    assert.deepInclude((yield* s.view(id, "dora")).cause, { kind: "limit", whose, limit: 1 })
    assert.strictEqual((yield* s.scripted.live).length, 1)
    yield* s.save({ recorders_at_once: 0, recorders_per_user: 0 })
    yield* s.pass(2)
    assert.strictEqual((yield* s.scripted.live).length, 2)
  })
