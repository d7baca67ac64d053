import { Effect } from "effect"
import { CookieNames, type Names } from "../../src/http/CookieNames.ts"
import { password, Site } from "./World.ts"

/** An answer, its body as text and, where it is JSON, as that. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  readonly json: any
}

export interface Asking {
  readonly token?: string
  readonly cookie?: string
  readonly body?: unknown
  readonly raw?: string
  readonly headers?: Readonly<Record<string, string>>
}

const bodyOf = ({ body, raw }: Asking) => raw ?? (body === undefined ? undefined : JSON.stringify(body))

/** Asks the test's server. */
export const ask = Effect.fnUntraced(function* (method: string, path: string, asking: Asking = {}) {
  const { url } = yield* Site
  const body = bodyOf(asking)
  const headers = {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(asking.token === undefined ? {} : { authorization: `Bearer ${asking.token}` }),
    ...(asking.cookie === undefined ? {} : { cookie: asking.cookie }),
    ...asking.headers
  }
  const response = yield* Effect.promise((signal) =>
    fetch(`${url}${path}`, { method, headers, signal, redirect: "manual", body: body ?? null })
  )
  const text = yield* Effect.promise(() => response.text())
  const isJson = /json/.test(response.headers.get("content-type") ?? "") && text !== ""
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined
  }
  return answer
})

/** The cookies that an answer sets, as a browser would send them back: `name=value`, gone ones left out. */
export const cookiesOf = ({ headers }: Answer): Readonly<Record<string, string>> =>
  Object.fromEntries(
    headers
      .getSetCookie()
      .map((line) => /^([^=]+)=([^;]*)/.exec(line))
      .flatMap((match) => (match?.[2] ? [[match[1] ?? "", match[2]]] : []))
  )

/** A token as the pair of its cookie, in the name that this world's cookies have. */
export const cookieOf = (which: keyof Names, token: string) =>
  Effect.flatMap(CookieNames, ({ names }) => Effect.map(names, (all) => `${all[which]}=${token}`))

/** The refresh token that an answer sets. */
export const refreshOf = (answer: Answer): string | undefined =>
  Object.entries(cookiesOf(answer)).find(([name]) => name.includes("refresh_token"))?.[1]

/** Signs in; the access token and the refresh token. */
export const signIn = Effect.fnUntraced(function* (username: string, secret = password) {
  const answer = yield* ask("POST", "/api/auth/login", { body: { username, password: secret } })
  return {
    answer,
    token: String(answer.json?.access_token),
    refresh: refreshOf(answer) ?? ""
  }
})

/** Repeats until the answer is right; half a minute ends what would wait for ever. */
export const until = <A, E, R>(effect: Effect.Effect<A, E, R>, right: (answer: A) => boolean) =>
  Effect.gen(function* () {
    let answer = yield* effect
    while (!right(answer)) {
      yield* Effect.sleep("20 millis")
      answer = yield* effect
    }
    return answer
  }).pipe(Effect.timeout("30 seconds"))
