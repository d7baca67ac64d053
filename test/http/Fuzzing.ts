import { Effect, Ref, Schema } from "effect"
import { ask, signIn } from "./Client.ts"
import { type Operation, operations, spec } from "./Operations.ts"
import { addUser } from "./World.ts"

/** A small generator of numbers that depends on its seed alone (mulberry32). */
export const seeded = (seed: number) => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    below: (n: number) => Math.floor(next() * n),
    pick: <A>(all: ReadonlyArray<A>): A => pickAt(all, next())
  }
}

// An index below the length of a list that is not empty is an element, also where elements may be undefined.
const pickAt = <A>(all: ReadonlyArray<A>, where: number): A => all[Math.floor(where * all.length)] as A

type Random = ReturnType<typeof seeded>
type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

/** What breaks careless programs. */
const odd: ReadonlyArray<unknown> = [
  null,
  "",
  " ",
  "\u0000",
  "../../etc/passwd",
  "%2e%2e%2f",
  "'; DROP TABLE users; --",
  "<script>alert(1)</script>",
  "\ud800",
  "🦆".repeat(40),
  "a".repeat(5000),
  "constructor",
  "__proto__",
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  true,
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: 1 },
  "1970-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "0s",
  "-1s",
  "30"
]

const resolve = (schema: unknown): Json => {
  if (!isObject(schema)) return {}
  const { $ref } = schema
  if (typeof $ref !== "string") return schema
  return resolve(spec.components.schemas[$ref.split("/").at(-1) ?? ""])
}

const names = ["hls", "testcard", "carol", "alice", "720", "30", "5m", "15s", "2026-11-22T17:13:00Z"]

const textFor = (schema: Json, random: Random): string => {
  const examples = Array.isArray(schema["examples"]) ? schema["examples"] : []
  const known = examples.find((one) => typeof one === "string")
  if (known !== undefined && random.next() < 0.7) return String(known)
  return random.pick(names)
}

/** A value that the schema describes, more or less: one in six somewhere is not. */
const valueFor = (told: unknown, random: Random, depth = 0): unknown => {
  if (random.next() < 0.06) return random.pick(odd)
  const schema = resolve(told)
  const options = [schema["anyOf"], schema["oneOf"], schema["allOf"]].find(Array.isArray)
  if (options !== undefined && options.length > 0) return valueFor(random.pick(options), random, depth + 1)
  if (Array.isArray(schema["enum"])) return random.pick(schema["enum"])
  switch (schema["type"]) {
    case "integer":
    case "number":
      return random.pick([0, 1, 2, 5, 100, 500, 1_000_000])
    case "boolean":
      return random.next() < 0.5
    case "array":
      return Array.from({ length: random.below(3) }, () => valueFor(schema["items"], random, depth + 1))
    case "object":
      return objectFor(schema, random, depth)
    case "null":
      return null
    default:
      return textFor(schema, random)
  }
}

const objectFor = (schema: Json, random: Random, depth: number): Json => {
  const required = Array.isArray(schema["required"]) ? schema["required"] : []
  const properties = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : []
  const chosen = properties.filter(([name]) => (required.includes(name) ? random.next() > 0.04 : random.next() > 0.5))
  const entries = chosen.map(([name, inner]) => [name, valueFor(inner, random, depth + 1)] as const)
  return Object.fromEntries(random.next() < 0.04 ? [...entries, ["unforeseen", 1]] : entries)
}

const segment = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return encodeURIComponent(text.toWellFormed()).replaceAll(/^\.{1,2}$/g, "%2E") || "%20"
}

const detailOf = ({ method, path }: Operation): Json => {
  const item: unknown = spec.paths[path]
  const told = isObject(item) ? item[method.toLowerCase()] : undefined
  return isObject(told) ? told : {}
}

const bodyOf = (operation: Operation, random: Random) => {
  const type = operation.contentTypes.length === 0 ? "application/json" : random.pick(operation.contentTypes)
  const content = resolve(detailOf(operation)["requestBody"])["content"]
  const media = isObject(content) ? content[type] : undefined
  const value = valueFor(isObject(media) ? media["schema"] : undefined, random)
  const raw = type.includes("json")
    ? JSON.stringify(value)
    : String(typeof value === "string" ? value : JSON.stringify(value))
  const chance = random.next()
  if (chance < 0.03) return { type, raw: raw.slice(0, -1) }
  return { type: chance < 0.06 ? "text/html" : type, raw }
}

/** Words for types, which nobody who sends a request should have to know. */
const jargon = /Expected|RegExp|excess property|Missing key|another form|can't be used;/

/** Who asks: a person by name, who signs in again once signed out, or somebody with this token or none. */
interface Caller {
  readonly name: string | null
  readonly token: Ref.Ref<string | undefined>
}

/** One request of an operation; what it must never do is an assertion. */
const one = Effect.fnUntraced(function* (operation: Operation, random: Random, callers: ReadonlyArray<Caller>) {
  const parameters = Array.isArray(detailOf(operation)["parameters"]) ? detailOf(operation)["parameters"] : []
  const told = (Array.isArray(parameters) ? parameters : []).filter(isObject)
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    segment(valueFor(told.find((parameter) => parameter["name"] === name)?.["schema"], random))
  )
  const search = told
    .filter((parameter) => parameter["in"] === "query" && random.next() < 0.4)
    .map((parameter) => `${parameter["name"]}=${segment(valueFor(parameter["schema"], random))}`)
  const target = search.length === 0 ? path : `${path}?${search.join("&")}`
  const caller = random.pick(callers)
  const token = yield* Ref.get(caller.token)
  const sends = operation.contentTypes.length > 0 || random.next() < 0.05
  const body = sends && operation.method !== "GET" ? bodyOf(operation, random) : undefined
  const headers = {
    "sec-fetch-site": "same-origin",
    ...(body === undefined ? {} : { "content-type": body.type }),
    ...(random.next() < 0.3 ? { "if-match": random.pick(['"0"', '"1"', "nonsense", "*"]) } : {}),
    ...(random.next() < 0.1 ? { range: random.pick(["bytes=0-", "bytes=-1", "bytes=9-1", "lines=1"]) } : {})
  }
  const answer = yield* ask(operation.method, target, {
    headers,
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { raw: body.raw })
  }).pipe(Effect.timeout("30 seconds"))
  const request = `${operation.method} ${target} ${body?.type ?? ""} ${body?.raw.slice(0, 500) ?? ""} -> ${answer.status} ${answer.text.slice(0, 300)}`
  // The scripted overseer of these tests is always there, and so is the store.
  const honest503 = answer.status === 503 && /health|readyz/.test(target)
  const declared = operation.statuses.includes(answer.status)
  const isProblem =
    answer.headers.get("content-type") === "application/problem+json" &&
    typeof answer.json?.error === "string" &&
    typeof answer.json?.code === "string"
  if (answer.status >= 500 && !honest503) return yield* Effect.die(`a failure of the server: ${request}`)
  if (answer.status >= 400 && !honest503 && !isProblem) return yield* Effect.die(`no problem document: ${request}`)
  if (answer.status === 400 && jargon.test(answer.json.error)) return yield* Effect.die(`jargon: ${request}`)
  if (answer.status >= 400 && !declared) return yield* Effect.die(`undeclared: ${request}`)
  // What ends sessions is among what is asked for.
  if (caller.name !== null && answer.json?.code === "not_signed_in")
    yield* Ref.set(caller.token, (yield* signIn(caller.name)).token)
  return answer.status
})

/** The seed that a run names when it fails, so that it can be run again. */
export class Fuzzed extends Schema.TaggedError<Fuzzed>()("Fuzzed", {
  seed: Schema.Int,
  request: Schema.Int,
  why: Schema.String
}) {
  override get message() {
    return `seed ${this.seed}, request ${this.request}: ${this.why}`
  }
}

/** So many requests at all operations, as everybody; how often each status came. Fails with the seed and the request. */
export const fuzz = Effect.fnUntraced(function* (seed: number, requests: number) {
  const random = seeded(seed)
  const statuses = new Map<number, number>()
  yield* addUser("root", "admin")
  yield* addUser("alice")
  const person = Effect.fnUntraced(function* (name: string) {
    return { name, token: Ref.makeUnsafe<string | undefined>((yield* signIn(name)).token) }
  })
  const somebody = (token?: string): Caller => ({ name: null, token: Ref.makeUnsafe(token) })
  const [root, alice] = [yield* person("root"), yield* person("alice")]
  const callers: ReadonlyArray<Caller> = [root, root, root, alice, somebody(), somebody("nonsense")]
  for (let request = 0; request < requests; request++) {
    const status = yield* Effect.suspend(() => one(random.pick(operations), random, callers)).pipe(
      Effect.catchCause((cause) => Effect.fail(new Fuzzed({ seed, request, why: String(cause) })))
    )
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  const { status } = yield* ask("GET", "/api/livez")
  if (status !== 200) return yield* new Fuzzed({ seed, request: requests, why: `livez answers ${status} afterwards` })
  return statuses
})
