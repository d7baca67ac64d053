import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Console, Effect, Exit } from "effect"
import type { LaunchRefused } from "./LaunchRefused.ts"
import * as Signals from "./Signals.ts"
import * as Stack from "./Stack.ts"
import type { Programs } from "./StackPrograms.ts"
import * as StackSettings from "./StackSettings.ts"

/** The whole life of the launcher: from the environment to the end of the last process. */
export const untilAsked = (programs: Programs) =>
  Effect.gen(function* () {
    const { asked, hurry } = yield* Signals.listen
    const stack = Effect.gen(function* () {
      const { failed } = yield* Stack.start(yield* StackSettings.fromEnvironment, programs, hurry)
      return yield* failed
    })
    const stopping = Effect.andThen(asked, Console.log("Stopping; Ctrl-C once more hurries."))
    // A scope of its own, so that signals are still heard while the stack stops.
    yield* Effect.scoped(Effect.raceFirst(stack, stopping))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

/** Runs a launcher as this process: exit code 0 when it was asked to end, 1 with its sentences when it can't start. */
export const run = (life: Effect.Effect<void, LaunchRefused>) => {
  // A terminal that is gone must not end the launcher before it has ended the others.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})
  const fiber = Effect.runFork(life.pipe(Effect.tapError((error) => Console.error(error.message))))
  fiber.addObserver((exit) => {
    const defect = Exit.isFailure(exit) && Cause.hasDies(exit.cause)
    if (defect) process.stderr.write(`${Cause.pretty(exit.cause)}\n`)
    process.exit(Exit.isSuccess(exit) ? 0 : 1)
  })
}
