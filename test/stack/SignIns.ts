import { mkdirSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { Effect, Option, Schedule, Schema } from "effect"
import { eventually } from "./eventually.ts"
import { adminPassword, type product } from "./Product.ts"

/** Signs in with a wrong name from an address of this machine's own; the status of the answer, null where none came. */
const attempt = (address: string, from: number) =>
  Effect.callback<number | null>((resume) => {
    const body = JSON.stringify({ username: `nobody ${from}`, password: "a guess" })
    const asking = request(
      `${address}/api/auth/login`,
      {
        method: "POST",
        localAddress: `127.77.${from >> 8}.${from & 255}`,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) }
      },
      (answer) => {
        answer.resume()
        answer.on("close", () => resume(Effect.succeed(answer.statusCode ?? null)))
      }
    )
    asking.on("error", () => resume(Effect.succeed(null)))
    asking.end(body)
    return Effect.sync(() => asking.destroy())
  })

/** So many addresses sign in with wrong names, each again and again, two and a half seconds later on average, until interrupted; counts the answers. */
export const crowding = (address: string, many: number, answers: Map<number | null, number>) =>
  Effect.forEach(
    Array.from({ length: many }, (_, i) => i + 1),
    (from) =>
      Effect.forever(
        Effect.map(attempt(address, from), (status) => void answers.set(status, (answers.get(status) ?? 0) + 1)).pipe(
          Effect.delay(`${from * 25} millis`)
        )
      ),
    { concurrency: "unbounded", discard: true }
  )

/** Milliseconds until each of these was answered whole, with the status that is due. */
export interface Waits {
  readonly refresh: number
  readonly newToken: number
  readonly page: number
  readonly download: number
}

/** What a browser of somebody who is signed in has. */
export interface Known {
  readonly refresh: string
  readonly file: string
}

class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", { message: Schema.String }) {}

/** One request and how long its answer took. On a machine that is busy besides, some are told to try again. */
const timed = (url: string, init: RequestInit) =>
  Effect.gen(function* () {
    const begun = performance.now()
    const answer = yield* Effect.promise((signal) =>
      fetch(url, { ...init, redirect: "manual", signal }).then((response) =>
        response.text().then((text) => ({ status: response.status, headers: response.headers, text }))
      )
    )
    if (answer.status !== 200) {
      return yield* new Unanswered({ message: `${url}: ${answer.status} ${answer.text.slice(0, 200)}` })
    }
    return { ...answer, after: performance.now() - begun }
  }).pipe(Effect.retry({ times: 200, schedule: Schedule.spaced("200 millis") }), Effect.orDie)

const refreshOf = (headers: Headers): string | undefined =>
  headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0] ?? "")
    .find((cookie) => cookie.includes("refresh_token"))

/** Signs in; the refresh cookie. */
const enter = Effect.fnUntraced(function* (address: string, username: string, password: string) {
  const body = JSON.stringify({ username, password })
  const { headers } = yield* timed(`${address}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body
  })
  return refreshOf(headers) ?? ""
})

/** Somebody signed in to the product, and a recording there. */
export const knownTo = Effect.fnUntraced(function* (p: Effect.Success<ReturnType<typeof product>>) {
  const admin = yield* p.signIn("admin", adminPassword)
  yield* eventually(
    "a source",
    Effect.map(admin.ask("POST", "/subscriptions", { driver: "hls", username: "nowhere" }), ({ status }) =>
      status < 300 ? Option.some(true) : Option.none()
    )
  )
  const session = "2026-01-01_00-00-00"
  const folder = `${p.dataDir}/recordings/hls/nowhere/${session}`
  yield* Effect.sync(() => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/${session}_00000.ts`, "0123456789")
  })
  const known: Known = {
    file: `/api/sources/hls/nowhere/files/${session}/${session}_00000.ts`,
    refresh: yield* enter(p.address, "admin", adminPassword)
  }
  return known
})

/** A renewal, the first request with the new token, a page and a download, one after the other. */
export const visit = Effect.fnUntraced(function* (address: string, { file, refresh }: Known) {
  const renewed = yield* timed(`${address}/api/auth/refresh`, {
    method: "POST",
    headers: { cookie: refresh, "sec-fetch-site": "same-origin" }
  })
  const headers = { authorization: `Bearer ${JSON.parse(renewed.text).access_token}` }
  const first = yield* timed(`${address}/api/me`, { headers })
  const page = yield* timed(`${address}/`, {})
  const download = yield* timed(`${address}${file}`, { headers })
  const waits: Waits = {
    refresh: renewed.after,
    newToken: first.after,
    page: page.after,
    download: download.after
  }
  const known: Known = { file, refresh: refreshOf(renewed.headers) ?? refresh }
  return { waits, known }
})
