import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Config, Console, Effect, Exit, Logger, Option } from "effect"
import * as Configuration from "./config/read.ts"
import * as Flags from "./Flags.ts"

import * as Listen from "./Listen.ts"
import * as Overseer from "./Overseer.ts"
import { StartError } from "./StartError.ts"
import { version } from "./version.ts"

const environment = Config.all({
  config: Config.option(Config.String("OVERSEER_CONFIG")),
  listen: Config.option(Config.String("OVERSEER_LISTEN")),
  logFile: Config.option(Config.String("OVERSEER_LOG_FILE"))
})

const sentence = (message: string) => new StartError({ message })

const run = Effect.fnUntraced(function* (path: string | undefined) {
  const env = yield* environment
  const config = yield* Configuration.read(Option.getOrUndefined(env.config) ?? path ?? "config.yaml")
  const listen = Option.getOrUndefined(env.listen) ?? config.listen
  const address = yield* listen === undefined
    ? Effect.succeed(Listen.usual)
    : Effect.mapError(Effect.fromResult(Listen.parse(listen)), sentence)
  const logFile = Option.getOrUndefined(env.logFile) ?? config.logFile
  const { url } = yield* Overseer.serve({ ...config, logFile }, address)
  yield* Effect.logInfo(`listening on ${url}`)
  return yield* Effect.never
}, Effect.scoped)

const program = Effect.gen(function* () {
  const flags = yield* Effect.mapError(Effect.fromResult(Flags.parse(process.argv.slice(2))), sentence)
  switch (flags._tag) {
    case "Help":
      return yield* Console.log(Flags.help)
    case "Version":
      return yield* Console.log(version)
    case "Run":
      return yield* run(flags.config)
  }
})

program.pipe(
  Effect.tapError((error) => Console.error(`overseer: ${error.message}`)),
  Effect.provide([NodeServices.layer, Logger.layer([Logger.consoleLogFmt])]),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    // Being told to stop is a good end; anything else that stops it is not.
    teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? 0 : 1)
  })
)
