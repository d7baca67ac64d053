import { execFileSync } from "node:child_process"
import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import http from "node:http"
import { NodeServices } from "@effect/platform-node"
import { assert } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { cut, h264, movie } from "../recorder/made.ts"
import { backend } from "./Backend.ts"
import { ask, signIn } from "./Client.ts"
import { inMemory } from "./Stores.ts"
import { addUser, Site } from "./World.ts"

const media = "/api/sources/hls/carol/media"

type Files = Readonly<Record<string, Uint8Array>>

/** Files of these segments of a movie, at a second each, their sound coded like this. */
export const segments = (() => {
  const made = new Map<string, ReturnType<typeof cut>>()
  return (kind: "mpegts" | "fmp4", from: number, to: number, sound: ReadonlyArray<string> = []): Uint8Array => {
    const name = `${kind} ${sound.join(" ")}`
    const { header, segments } = made.get(name) ?? cut(movie(8, h264), kind, ["0:v", "0:a"], sound)
    made.set(name, { header, segments })
    return Buffer.concat([header ?? new Uint8Array(), ...segments.slice(from, to).map(({ bytes }) => bytes)])
  }
})()

/** A backend with recordings of carol, by session and name, two hours old; root asks. */
export const recorded = Effect.fnUntraced(function* (sessions: Readonly<Record<string, Files>>) {
  const site = yield* backend({ store: Layer.succeedContext(yield* Layer.build(inMemory)) })
  for (const [session, files] of Object.entries(sessions)) {
    const folder = `${site.mediaRoot}/hls/carol/${session}`
    mkdirSync(folder, { recursive: true })
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(`${folder}/${name}`, bytes)
      const then = Date.now() / 1000 - 7200
      utimesSync(`${folder}/${name}`, then, then)
    }
  }
  const running = yield* site.boot
  const { token, url } = yield* running.with(
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      return { token, url: (yield* Site).url }
    })
  )
  const headers = { authorization: `Bearer ${token}` }
  const get = (query: string) => Effect.promise(() => fetch(`${url}${media}?${query}`, { headers }))
  /** An answer that nobody reads on. */
  const hold = (query: string) =>
    Effect.callback<{ readonly status: number | undefined; readonly leave: () => void }>((resume) => {
      const request = http.get(`${url}${media}?${query}`, { headers, agent: false }, (answer) =>
        resume(Effect.succeed({ status: answer.statusCode, leave: () => void request.destroy() }))
      )
    })
  const saved = Effect.fnUntraced(function* (query: string) {
    const answer = yield* get(query)
    assert.strictEqual(answer.status, 200)
    const file = `${site.mediaRoot}/saved`
    writeFileSync(file, new Uint8Array(yield* Effect.promise(() => answer.arrayBuffer())))
    return { answer, file }
  })
  /** What the API answers to somebody. */
  const api = Effect.fnUntraced(function* (
    method: string,
    path: string,
    { as = token, body, range }: { readonly as?: string; readonly body?: object; readonly range?: string } = {}
  ) {
    const answer = yield* Effect.promise(() =>
      fetch(`${url}/api${path}`, {
        method,
        headers: {
          authorization: `Bearer ${as}`,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(range !== undefined && { range })
        },
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
    )
    const bytes = yield* Effect.promise(() => answer.arrayBuffer())
    const json = (): Exported => JSON.parse(new TextDecoder().decode(bytes))
    return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(bytes), json }
  })
  return { get, hold, saved, api, running, mediaRoot: site.mediaRoot }
}, Effect.provide(NodeServices.layer))

/** An export, a list of them or a refusal, as far as it matters here. */
interface Exported {
  readonly id: number
  readonly name: string
  readonly state: string
  readonly progress: number
  readonly seconds: number
  readonly bytes: number
  readonly file: string
  readonly user: string
  readonly deleted_at: string | null
  readonly ended_at: string
  readonly error: string
  readonly exports: ReadonlyArray<Exported>
}

/** What is in a file, and what a player complains of. */
export const looked = (file: string) => {
  const run = (name: string, ...args: ReadonlyArray<string>) =>
    execFileSync(name, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  const complaints = run("sh", "-c", `ffmpeg -v error -i '${file}' -f null - 2>&1`)
  const entries = "stream=codec_type,codec_name,nb_read_packets,duration,start_time"
  const streams = run("ffprobe", "-v", "error", "-count_packets", "-show_entries", entries, "-of", "json", file)
  const found: ReadonlyArray<Readonly<Record<string, string>>> = JSON.parse(streams).streams
  return { complaints, picture: found.find((one) => one["codec_type"] === "video"), streams: found }
}
