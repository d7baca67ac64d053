import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { causes } from "../../src/domain/supervision/Cause.ts"
import { ask, signIn } from "./Client.ts"
import { isObject, misfits } from "./jsonSchema.ts"
import { operations, spec } from "./Operations.ts"
import { addUser, world } from "./World.ts"

type Json = Readonly<Record<string, unknown>>

const under = (value: unknown, ...path: ReadonlyArray<string>): Json => {
  const inner = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value)
  return isObject(inner) ? inner : {}
}

const schemas: Json = { ...spec.components.schemas }

/** The examples of a body, with the schema that each has to satisfy. */
const examplesIn = (media: Json): ReadonlyArray<readonly [schema: unknown, example: unknown]> => {
  if ("example" in media) return [[media["schema"], media["example"]]]
  const name = String(under(media, "schema")["$ref"]).split("/").at(-1) ?? ""
  const forms = under(schemas[name] ?? media["schema"])["anyOf"]
  const values = Object.values(under(media, "examples")).map((one) => under(one)["value"])
  return Array.isArray(forms) && forms.length === values.length ? forms.map((form, n) => [form, values[n]]) : []
}

const bodiesOf = (content: Json) => Object.entries(content).filter(([type]) => type.includes("json"))

const tellOf = (method: string, path: string) => under(spec.paths, path, method.toLowerCase())

describe("the OpenAPI document", () => {
  for (const { method, path, statuses } of operations) {
    const told = tellOf(method, path)
    const answers = under(told, "responses")

    it(`${method} ${path} has a summary, and examples of every body that satisfy their schemas`, () => {
      assert.isNotEmpty(told["summary"])
      assert.isNotEmpty(told["description"])
      const bodies = [
        ...bodiesOf(under(told, "requestBody", "content")),
        ...Object.values(answers).flatMap((answer) => bodiesOf(under(answer, "content")))
      ]
      for (const [type, media] of bodies) {
        const found = examplesIn(under(media))
        assert.isNotEmpty(found, type)
        for (const [schema, example] of found) assert.deepStrictEqual(misfits(schemas, schema, example), [])
      }
    })

    it(`${method} ${path} names the headers of its answers`, () => {
      const headersOf = (status: number) => Object.keys(under(answers, String(status), "headers"))
      for (const status of [429, 503].filter((one) => statuses.includes(one))) {
        if (!/health|readyz/.test(path)) assert.include(headersOf(status), "Retry-After")
      }
      if (JSON.stringify(answers["403"] ?? "").includes("NotSignedIn")) assert.include(headersOf(403), "X-Redirect-To")
      if (!statuses.includes(304)) return
      assert.include(headersOf(200), "ETag")
      const takes = (Array.isArray(told["parameters"]) ? told["parameters"] : []).map((one) => under(one)["name"])
      assert.include(takes, "If-None-Match")
    })
  }

  it("lists and files answer 304, files also ranges of all their kinds", () => {
    const answering = (status: number) =>
      operations.filter(({ statuses }) => statuses.includes(status)).map(({ method, path }) => `${method} ${path}`)
    const file = "GET /api/sources/{driver}/{username}/files/{session}/{name}"
    const files = [file, "GET /api/exports/{id}/file"]
    assert.sameMembers([...answering(304)], ["GET /api/subscriptions", "GET /api/sources", ...files])
    assert.sameMembers([...answering(206)], files)
    const { "206": part, "416": none } = under(tellOf("GET", file.slice(4)), "responses")
    assert.deepStrictEqual(Object.keys(under(part, "content")), ["video/mp2t", "video/mp4"])
    for (const answer of [part, none]) assert.include(Object.keys(under(answer, "headers")), "Content-Range")
  })

  it("T1: has every kind of cause, each with what it means and an example that satisfies it", () => {
    const kinds = under(schemas, "Cause")["anyOf"]
    assert.isArray(kinds)
    const described = (Array.isArray(kinds) ? kinds : []).map((one) => {
      const name = String(under(one)["$ref"]).split("/").at(-1) ?? ""
      const told = under(schemas, name)
      const [example] = Array.isArray(told["examples"]) ? told["examples"] : []
      assert.isNotEmpty(told["description"], name)
      assert.deepStrictEqual(misfits(schemas, schemas[name], example), [], name)
      return under(example)["kind"]
    })
    assert.deepStrictEqual(
      described,
      causes.map(({ fields }) => fields.kind.literal)
    )
    for (const row of ["Subscription", "Source", "SourceDetail"]) {
      const [cause] = Object.values(under(schemas, row, "properties", "cause")).flat()
      assert.deepStrictEqual(cause, { $ref: "#/components/schemas/Cause" }, row)
    }
  })

  it("calls schemas by their own names, each once", () => {
    for (const name of Object.keys(schemas)) assert.notMatch(name, /Encoded$|_\d+$/)
    const used = JSON.stringify(spec).matchAll(/"#\/components\/schemas\/([^"]+)"/g)
    for (const [, name = ""] of used) assert.property(schemas, name)
  })
})

layer(world(), { excludeTestServices: true })("the examples", (it) => {
  const bodies = operations.flatMap(({ method, path }) =>
    bodiesOf(under(tellOf(method, path), "requestBody", "content")).flatMap(([, media]) =>
      examplesIn(under(media)).map(([, example]) => ({ method, path, example }))
    )
  )
  const named: Readonly<Record<string, string>> = { driver: "hls", username: "testcard", id: "1" }

  it.effect("of requests are requests that can be used", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      assert.isAtLeast(bodies.length, 9)
      for (const { example, method, path } of bodies) {
        const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? "x")
        const { status, text } = yield* ask(method, address, { token, body: example, headers: { "if-match": '"0"' } })
        assert.notInclude([400, 413, 415], status, `${method} ${address}: ${text}`)
      }
    })
  )
})
