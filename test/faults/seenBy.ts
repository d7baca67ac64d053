import { Effect, Layer } from "effect"
import * as SourceAccess from "../../src/app/subscriptions/SourceAccess.ts"
import { SessionId, type UserId } from "../../src/domain/values/Ids.ts"
import type { stack } from "./Stack.ts"

export type Stack = Effect.Success<ReturnType<typeof stack>>

const aSession = SessionId.make("00000000-0000-4000-8000-000000000000")

/** Somebody who is no admin. */
export const callerOf = (userId: UserId) =>
  ({ userId, username: "alice", role: "user", sessionId: aSession, address: null }) as const

/** The source `hls/carol` as somebody may see it. */
export const seenBy = Effect.fnUntraced(function* (s: Stack, id: UserId) {
  const looking = SourceAccess.SourceAccess.use((access) =>
    access.source(callerOf(id), { driver: "hls", username: "carol" })
  )
  return yield* looking.pipe(Effect.provide(Layer.fresh(SourceAccess.layer)), Effect.provideContext(yield* s.services))
})
