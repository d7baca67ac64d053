import { NodeCrypto, NodeRuntime, NodeServices } from "@effect/platform-node"
import { Cause, Console, Effect, Layer, References } from "effect"
import { CliError } from "effect/cli"
import { runAdmin, sentenceOf } from "./AdminCommand.ts"

runAdmin(process.argv.slice(2)).pipe(
  // What the command line itself refuses was told already, with the way it is used.
  Effect.tapCause((cause) => {
    return CliError.isCliError(Cause.squash(cause)) || Cause.hasInterruptsOnly(cause)
      ? Effect.void
      : Console.error(sentenceOf(cause))
  }),
  Effect.provide([NodeServices.layer, NodeCrypto.layer, Layer.succeed(References.MinimumLogLevel, "Error")]),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
