import { NodeCrypto, NodeRuntime, NodeServices } from "@effect/platform-node"
import { Cause, Console, Effect, Exit, Layer, Option, Predicate } from "effect"
import { refused } from "./environment/ExitCodes.ts"
import { backendLayer } from "./main/BackendLayer.ts"
import { fromEnvironment } from "./main/Environment.ts"
import * as Observability from "./main/Observability.ts"
import { secretsOf } from "./main/Redaction.ts"
import { version } from "./main/version.ts"
import * as Fatal from "./runtime/Fatal.ts"

const backend = Effect.gen(function* () {
  const environment = yield* fromEnvironment
  return yield* Fatal.heeding(Layer.launch(backendLayer(environment))).pipe(
    Effect.provide(Observability.layer({ ...environment, version, secrets: secretsOf(environment) }))
  )
})

/** What another start with the same settings on the same database would say again. */
const isRefusal = (error: unknown): boolean =>
  ["EnvironmentRefused", "SeedRefused", "AdminNameTaken", "MigrationFailed"].some((tag) =>
    Predicate.isTagged(error, tag)
  )

/** Being told to stop is a good end; anything else that stops it is not. */
const exitCode = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return 0
  return Option.exists(Cause.findErrorOption(exit.cause), isRefusal) ? refused : 1
}

backend.pipe(
  // What stops a start is told in a sentence a line, without a trace.
  Effect.tapError((error) => Console.error(error.message)),
  // A defect is a fault of ours and is told in full.
  Effect.tapDefect((defect) => Console.error("The backend failed in a way that nobody foresaw:", defect)),
  Effect.provide([NodeServices.layer, NodeCrypto.layer]),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(exitCode(exit))
  })
)
