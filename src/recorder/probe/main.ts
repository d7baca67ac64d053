import process from "node:process"
import { NodeServices } from "@effect/platform-node"
import { Effect, Result } from "effect"
import * as Origin from "../Origin.ts"
import * as Settings from "../Settings.ts"
import * as Stop from "../StopSignals.ts"
import type { Found } from "./Found.ts"
import { look } from "./look.ts"
import { outside } from "./outside.ts"

/** How long a look takes at most: whoever waits for it has two seconds more. */
const patience = "7500 millis"

const tell = (found: Found) => void process.stdout.write(`${JSON.stringify({ probe: found })}\n`)

/** What a recorder would be told, but for what is recorded and where to: both are needed and neither is used. */
const least = ["-s", "probe", "-o", "/probe"]

const timedOut = ({ url }: Settings.Settings): Found => ({
  reachable: false,
  cause: { kind: "timeout", host: url === undefined ? "" : Origin.hostOf(url) }
})

const probe = (settings: Settings.Settings) =>
  Effect.gen(function* () {
    let isAnswered = false
    const hear = (found: Found) => {
      isAnswered ||= found.reachable === true
      tell(found)
    }
    const done = yield* Effect.timeoutOption(look(settings, hear), patience)
    if (done._tag === "None" && !isAnswered) tell(timedOut(settings))
  }).pipe(Effect.provide(outside(settings)))

const command = Result.match(Settings.read(least, process.env), {
  onFailure: ({ message }) => Effect.sync(() => tell({ cause: { kind: "unsupported", message } })),
  onSuccess: (read) => (read._tag === "Record" ? probe(read.settings) : Effect.void)
})

const stop = Effect.raceAllFirst([Stop.signalled, Stop.orphaned])
Effect.runFork(Effect.raceFirst(command, stop).pipe(Effect.provide(NodeServices.layer))).addObserver(() =>
  process.exit(0)
)
