import { Effect, Schedule, Schema } from "effect"
import * as ProcessFile from "./ProcessFile.ts"
import { isAlive } from "./ProcessStart.ts"

/** Another living process works on the folder. */
export class AlreadyClaimed extends Schema.TaggedError<AlreadyClaimed>()("AlreadyClaimed", {
  folder: Schema.String,
  pid: Schema.Int
}) {
  override get message() {
    return `process ${this.pid} already works on ${this.folder}`
  }
}

/**
 * Keeps other processes off a folder until the scope closes. Each claimant first notes itself and then looks for others:
 * of two at once, at least one sees the other, and nobody sees a claim half written. A claimant that died, however it
 * died, is proven dead by pid and start time and its note is removed; one that was just killed gets a second to be gone.
 * `role` names the claim, in lower case letters.
 */
export const hold = Effect.fnUntraced(function* (folder: string, role: string) {
  const claim = ProcessFile.note(folder, role, process.pid).pipe(
    Effect.flatMap(Effect.fromOption),
    Effect.catchIf(
      (error) => error._tag === "PlatformError" && error.reason._tag === "AlreadyExists",
      () => new AlreadyClaimed({ folder, pid: process.pid })
    ),
    Effect.catchTag("NoSuchElementError", Effect.die)
  )
  const mine = yield* Effect.acquireRelease(claim, ProcessFile.forget)
  for (const other of yield* ProcessFile.read(folder)) {
    if (other.role !== role || other.file === mine.file) continue
    const refusal = Effect.flatMap(isAlive(other), (alive) =>
      alive ? Effect.fail(new AlreadyClaimed({ folder, pid: other.pid })) : Effect.void
    )
    yield* Effect.retry(refusal, { schedule: Schedule.spaced("50 millis"), times: 20 })
    yield* ProcessFile.forget(other)
  }
})
