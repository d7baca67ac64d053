import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connect } from "./Client.ts"
import { local, Overseen } from "./Overseen.ts"

const yaml = `
task_pool: {limit: 4, queue: {enabled: true, size: 4}}
actions:
  quick: {type: exec, dedupe_key: [a], config: {entrypoint: "true", parameters: {a: {default: ""}}}}
`

/** Numbers that look random and are the same every time. */
const numbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const types = [
  "start",
  "stop",
  "reset",
  "list",
  "replay",
  "subscribe",
  "unsubscribe",
  "describe",
  "pool_info",
  "set_pool"
]
const words = [
  ...types,
  "purge",
  "metrics",
  "manifest",
  "quick",
  "",
  "x",
  "\u0000",
  "__proto__",
  "constructor",
  "\ud800",
  "t1",
  "t2"
]
const keys = [
  "type",
  "id",
  "action",
  "task_id",
  "params",
  "retry_policy",
  "force",
  "since",
  "limit",
  "queue_size",
  "excess"
]

/** A frame that no client of ours would send: but JSON: odd values in known and unknown places. */
const odd = (pick: (below: number) => number): string | Uint8Array => {
  const word = () => words[pick(words.length)] ?? ""
  const value = (depth: number): unknown => {
    const kinds = [
      () => word(),
      () => word(),
      () => pick(1e6) - 5e5,
      () => pick(1000) / 7,
      () => null,
      () => pick(2) === 0,
      () => "2026-01-01T00:00:00Z",
      () => ["30s", "-1h", "30", "1e9h", "0"][pick(5)],
      () => "x".repeat(pick(3000)),
      () => (depth > 3 ? [] : Array.from({ length: pick(4) }, () => value(depth + 1))),
      () => (depth > 3 ? {} : Object.fromEntries(Array.from({ length: pick(4) }, () => [word(), value(depth + 1)])))
    ]
    return (kinds[pick(kinds.length)] ?? word)()
  }
  const message = Object.fromEntries(
    Array.from({ length: 1 + pick(6) }, () => [keys[pick(keys.length)] ?? "", value(0)])
  )
  const named = pick(3) === 0 ? message : { ...message, id: `f${pick(100)}`, type: types[pick(types.length)] }
  const text = JSON.stringify(pick(40) === 0 ? value(0) : named) ?? "undefined"
  return pick(100) === 0 ? Buffer.from(text) : text
}

/** A frame that is no JSON, whatever is made of its bytes. */
const broken = (pick: (below: number) => number): string | Uint8Array =>
  pick(2) === 0
    ? `{"type":"list","id":"f","since":${words[pick(words.length)]}`
    : Uint8Array.from({ length: 1 + pick(50) }, (_, at) => (at === 0 ? 0x5d : pick(256)))

layer(local(yaml), { excludeTestServices: true })("twenty thousand odd frames", (it) => {
  it.effect(
    "leave the overseer alive and well",
    () =>
      Effect.gen(function* () {
        const { url } = yield* Overseen
        const pick = numbers(20_261_122)
        const witness = yield* connect(url)
        for (let round = 0; round < 200; round++) {
          yield* Effect.scoped(
            Effect.gen(function* () {
              const { ask, closed, heard, raw } = yield* connect(url)
              for (let frame = 0; frame < 99; frame++) raw(odd(pick))
              assert.strictEqual((yield* ask({ type: "metrics" }))["type"], "metrics")
              // Most have an answer, be it an error.
              assert.isAbove(heard.length, 50)
              raw(broken(pick))
              assert.strictEqual(yield* closed, 1006)
            })
          )
        }
        yield* witness.ask({ type: "purge" })
        yield* witness.ask({ type: "set_pool" })
        const started = yield* witness.ask({ type: "start", action: "quick", params: { a: "at last" } })
        assert.strictEqual(started["type"], "started")
        yield* witness.hears("the exit", (one) => one["type"] === "exited" && one["task_id"] === started["task_id"])
      }),
    120_000
  )
})
