import type { NodeServices } from "@effect/platform-node"
import { assert, type Vitest } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { eventually } from "../stack/eventually.ts"
import { Deployment } from "./Deployment.ts"

/** The tests of one deployment, which follow each other. */
export type It = Vitest.MethodsNonLive<Deployment | NodeServices.NodeServices>

export const View = Schema.fromJsonString(
  Schema.Struct({
    status: Schema.String,
    posture: Schema.String,
    session_started_at: Schema.NullOr(Schema.String),
    pid: Schema.NullOr(Schema.Int)
  })
)
export const Files = Schema.fromJsonString(
  Schema.Struct({ files: Schema.Array(Schema.Struct({ path: Schema.String, bytes: Schema.Int })) })
)
export const Users = Schema.fromJsonString(
  Schema.Struct({ items: Schema.Array(Schema.Struct({ username: Schema.String })) })
)

export const source = "hls/testcard"
export const minutes = 60_000

export type Caller = { readonly authorization: string }

export const viewOf = Effect.fnUntraced(function* (caller: Caller) {
  const d = yield* Deployment
  const { text } = yield* d.ask(`/api/subscriptions/${source}`, { headers: caller })
  return yield* Schema.decodeEffect(View)(text)
})

export const recording = (caller: Caller) =>
  eventually(
    `${source} to be recording`,
    viewOf(caller).pipe(
      Effect.map((view) => (view.status === "recording" ? Option.some(view) : Option.none())),
      Effect.catch(() => Effect.succeedNone)
    )
  )

export const filesOf = Effect.fnUntraced(function* (caller: Caller) {
  const d = yield* Deployment
  const { text } = yield* d.ask(`/api/sources/${source}/files`, { headers: caller })
  return (yield* Effect.orDie(Schema.decodeEffect(Files)(text))).files
})

export const admin = Effect.gen(function* () {
  const d = yield* Deployment
  return yield* d.signIn("admin", yield* d.value("ADMIN_PASSWORD"))
})

export const ok = (what: string, { code, told }: { readonly code: number; readonly told: string }) =>
  assert.strictEqual(code, 0, `${what} said:\n${told.slice(-4000)}`)
