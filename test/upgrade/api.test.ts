import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { spec } from "../http/Operations.ts"
import { type ApiFacts, apiFacts } from "./apiFacts.ts"

const Line = Schema.fromJsonString(
  Schema.Tuple([Schema.Literals(["path", "schema"]), Schema.String, Schema.Record(Schema.String, Schema.Unknown)])
)

/** What the API of a release offered and asked, with its schemas changed where a test says how. */
const released = (version: string, change: (schemas: Record<string, unknown>) => object = (same) => same) => {
  const lines = readFileSync(join(import.meta.dirname, version, "api.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => Schema.decodeSync(Line)(line))
  const having = (kind: "path" | "schema") =>
    Object.fromEntries(lines.filter(([one]) => one === kind).map(([, name, value]) => [name, value]))
  return apiFacts(having("path"), { ...change(having("schema")) })
}

/** A refusal that nobody meets any more is no loss: every posture leads to every other. */
const needless = /^POST \/api\/subscriptions\/\{driver\}\/\{username\}\/(pause|resume|archive) answers 409/

const gone = (then: ApiFacts, now: ApiFacts) =>
  [...then.offers].filter((offer) => !now.offers.has(offer) && !needless.test(offer))

const asked = (then: ApiFacts, now: ApiFacts) =>
  [...now.demands]
    .filter(([demand, offer]) => then.offers.has(offer) && !then.demands.has(demand))
    .map(([demand]) => demand)

describe("the API of 0.7.5", () => {
  const then = released("0.7.5")
  const now = apiFacts({ ...spec.paths }, { ...spec.components.schemas })

  it("is still offered: each operation, parameter, field, type and word", () => {
    assert.isAbove(then.offers.size, 2000)
    assert.deepStrictEqual(gone(then, now), [])
  })

  it("asks for no more than it did", () => {
    assert.isAbove(then.demands.size, 50)
    assert.deepStrictEqual(asked(then, now), [])
  })

  it("is seen to lose a word, and to ask for a field more", () => {
    const text = { type: "string" }
    const changed = released("0.7.5", (schemas) => ({
      ...schemas,
      Posture: { ...text, enum: ["active", "paused"] },
      Login: {
        type: "object",
        properties: { username: text, password: text, code: text },
        required: ["username", "password", "code"]
      }
    }))
    const lost = gone(then, changed)
    assert.include(lost, 'GET /api/subscriptions answers 200 application/json:.items[].posture = "archived"')
    assert.deepStrictEqual(
      lost.filter((line) => !line.includes("archived")),
      []
    )
    assert.deepStrictEqual(asked(then, changed), ["POST /api/auth/login takes application/json:.code always"])
  })
})
