import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Console, Effect, Exit, Logger, Redacted } from "effect"
import { textOf } from "../environment/Variables.ts"
import * as Fatal from "../runtime/Fatal.ts"
import * as Loop from "../runtime/Loop.ts"
import * as ActionsFile from "./ActionsFile.ts"
import * as CommandLine from "./CommandLine.ts"
import { configured, offeredBy, withOwn } from "./config/merge.ts"
import { none, type OwnActions } from "./config/ownActions.ts"
import * as Configuration from "./config/readConfig.ts"
import type { Offered } from "./core/Offering.ts"
import { lookedFor } from "./Installed.ts"
import * as Listen from "./Listen.ts"
import * as Overseer from "./Overseer.ts"
import { StartError } from "./StartError.ts"
import { version } from "./version.ts"

/** From one look for programs that were missing, or that are gone, to the next. */
const pace = "30 seconds"

const missingOf = (offered: ReadonlyMap<string, Offered>): string =>
  JSON.stringify([...offered].map(([name, { action }]) => [name, action.missing]))

const sentence = (message: string) => new StartError({ message })

const run = Effect.fnUntraced(function* (asked: string | undefined) {
  const config = yield* Configuration.read((yield* textOf("OVERSEER_CONFIG")) ?? asked ?? "config.yaml")
  const listen = (yield* textOf("OVERSEER_LISTEN")) ?? config.listen
  const address = yield* listen === undefined
    ? Effect.succeed(Listen.usual)
    : Effect.mapError(Effect.fromResult(Listen.parse(listen)), sentence)
  const logFile = (yield* textOf("OVERSEER_LOG_FILE")) ?? config.logFile
  const secret = yield* textOf("OVERSEER_SECRET")
  const root = yield* textOf("OVERSEER_MEDIA_ROOT")
  const programs = (yield* textOf("PATH")) ?? ""
  const path = yield* textOf("ACTIONS")
  const place = yield* textOf("ACTIONS_KEPT")
  const file = path === undefined ? undefined : yield* ActionsFile.follow(path, new Set(config.actions.keys()), place)
  const offered = (own: OwnActions) => lookedFor(withOwn(offeredBy(config), own.actions, root), programs)
  let own = file?.first ?? none
  const first = offered(own)
  let given = first
  const { offer, url } = yield* Overseer.serve(
    { ...config, ...configured(config.pool, first), logFile },
    address,
    secret === undefined ? undefined : Redacted.make(secret)
  )
  if (file !== undefined) {
    offer(first, file.first.faults)
    yield* file.changes((changed) => {
      own = changed
      given = offered(own)
      offer(given, own.faults)
    })
  }
  yield* Loop.run(
    "the look for programs",
    Effect.gen(function* () {
      yield* Effect.sleep(pace)
      const now = lookedFor(given, programs)
      if (missingOf(now) === missingOf(given)) return
      given = now
      offer(given, own.faults)
    })
  )
  yield* Effect.logInfo(`listening on ${url}`)
  return yield* Effect.never
}, Effect.scoped)

const program = Effect.gen(function* () {
  const asked = yield* Effect.mapError(Effect.fromResult(CommandLine.parse(process.argv.slice(2))), sentence)
  switch (asked._tag) {
    case "Help":
      return yield* Console.log(CommandLine.help)
    case "Version":
      return yield* Console.log(version)
    case "Run":
      return yield* Fatal.heeding(run(asked.config))
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
