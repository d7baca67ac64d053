import { Effect, Option, Schema } from "effect"
import type { Random } from "../faults/simulator/Random.ts"

type Posture = "active" | "paused" | "archived" | "none"

/** An answer of the API, or none where nobody answered in time. */
interface Answer {
  readonly status: number
  readonly body: unknown
}

const SignedIn = Schema.Struct({ access_token: Schema.String })

/** Somebody at the API, by whichever address it has at the moment, who signs in again where a token is no longer taken. */
export const person = (door: () => string, username: string, password: string) => {
  let token: string | undefined
  const fetched = (method: string, path: string, body: unknown) =>
    // @effect-diagnostics-next-line asyncFunction:off what Node calls is a promise
    Effect.tryPromise(async (): Promise<Answer> => {
      const response = await fetch(`${door()}/api${path}`, {
        method,
        signal: AbortSignal.timeout(20_000),
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": "application/json" })
        },
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
      const text = await response.text()
      return { status: response.status, body: text.startsWith("{") ? (JSON.parse(text) as unknown) : text }
    }).pipe(Effect.option)
  const signIn = fetched("POST", "/auth/login", { username, password }).pipe(
    Effect.map((answer) => {
      const decoded = Option.flatMap(answer, ({ body }) => Schema.decodeUnknownOption(SignedIn)(body))
      if (Option.isSome(decoded)) token = decoded.value.access_token
      return Option.isSome(decoded)
    })
  )
  const ask = (method: string, path: string, body?: unknown): Effect.Effect<Option.Option<Answer>> =>
    Effect.gen(function* () {
      if (token === undefined && !(yield* signIn)) return Option.none()
      const answer = yield* fetched(method, path, body)
      // A token lives for a quarter of an hour.
      if (!Option.exists(answer, ({ status }) => status === 401 || status === 403)) return answer
      return (yield* signIn) ? yield* fetched(method, path, body) : Option.none()
    })
  return { username, ask }
}

export type Person = ReturnType<typeof person>

/** What a person was told of a subscription of theirs; several where an answer is missing, as the change may have happened. */
export type Believed = ReadonlySet<Posture>

const changes = {
  pause: { method: "POST", path: "/pause", leads: "paused" },
  resume: { method: "POST", path: "/resume", leads: "active" },
  archive: { method: "POST", path: "/archive", leads: "archived" },
  remove: { method: "DELETE", path: "", leads: "none" }
} as const

/** People who change their minds about their sources, and remember what they were answered. */
export const people = (sources: ReadonlyArray<string>, log: (line: string) => void) => {
  const beliefs = new Map<string, Set<Posture>>()
  // A change whose answer is missing may be done later than the next one.
  const late = new Map<string, ReadonlyArray<{ readonly leads: Posture; readonly until: number }>>()
  const unexpected: Array<string> = []
  let acts = 0
  const key = (one: Person, source: string) => `${one.username} ${source}`
  const heard = (one: Person, source: string, leads: Posture, what: string, answer: Option.Option<Answer>) => {
    const before = beliefs.get(key(one, source)) ?? new Set<Posture>(["none"])
    const status = Option.match(answer, { onNone: () => 0, onSome: (some) => some.status })
    const place = key(one, source)
    log(`${one.username} ${what} ${source}: ${status === 0 ? "no answer" : status}`)
    // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
    const stillLate = (late.get(place) ?? []).filter(({ until }) => until > Date.now())
    if (status === 200 || status === 201 || status === 204) {
      beliefs.set(place, new Set([leads, ...stillLate.map((one) => one.leads)]))
    } else if (status === 0 || status === 503) {
      beliefs.set(place, new Set([...before, leads]))
      // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
      late.set(place, [...stillLate, { leads, until: Date.now() + 150_000 }])
    } else if (!(status === 404 && before.has("none")))
      unexpected.push(`${one.username} ${what} ${source}: ${status} ${JSON.stringify(Option.getOrNull(answer)?.body)}`)
  }
  /** Asks for a change, and remembers what was answered; where nobody waits for that to the end, that nothing was. */
  const change = (
    one: Person,
    source: string,
    leads: Posture,
    what: string,
    asked: Effect.Effect<Option.Option<Answer>>
  ) => {
    const hear = (answer: Option.Option<Answer>) => Effect.sync(() => heard(one, source, leads, what, answer))
    return Effect.flatMap(
      Effect.onInterrupt(asked, () => hear(Option.none())),
      hear
    )
  }
  const subscribe = (one: Person, source: string) => {
    const asked = one.ask("POST", "/subscriptions", { driver: "hls", username: source })
    return change(one, source, "active", "subscribes to", asked)
  }
  /** Something that `one` does; one at a time for each person, or nobody could say what came last. */
  const act = Effect.fnUntraced(function* (random: Random, one: Person) {
    acts++
    const source = sources[random.between(0, sources.length - 1)] ?? ""
    const name = random.pick([
      "pause",
      "resume",
      "resume",
      "archive",
      "remove",
      "subscribe",
      "subscribe",
      "restart"
    ] as const)
    if (name === "subscribe") return yield* subscribe(one, source)
    if (name === "restart") return void (yield* one.ask("POST", `/sources/hls/${source}/restart`))
    const { leads, method, path } = changes[name]
    yield* change(one, source, leads, name, one.ask(method, `/subscriptions/hls/${source}${path}`))
  })
  return {
    subscribe,
    act,
    /** How often somebody did something. */
    acts: () => acts,
    /** What each person and source stands at, by what was answered. */
    beliefs: beliefs as ReadonlyMap<string, Believed>,
    /** Answers that nobody should get, whatever is the matter. */
    unexpected: unexpected as ReadonlyArray<string>
  }
}

export type People = ReturnType<typeof people>
