import process from "node:process"
import { DateTime, Deferred, Effect, Exit, Layer, Result } from "effect"
import manifest from "../../package.json" with { type: "json" }
import { manual } from "./Manual.ts"
import * as Recorder from "./Recorder.ts"
import * as RecorderLayer from "./RecorderLayer.ts"
import * as Report from "./Report.ts"
import * as Settings from "./Settings.ts"
import * as Stop from "./StopSignals.ts"

/** Milliseconds from the wish to stop until the process ends, whatever still hangs. */
const longestFarewell = 1400

const write: Report.Write = (stream, line) => void process[stream].write(`${line}\n`)

const refuse = ({ code, message }: Settings.Misuse) =>
  Report.Report.use(({ log }) => Effect.as(log("fatal", message), code)).pipe(
    Effect.provide(
      Report.layer({ logLevel: "fatal", outputFormat: "json" }, write).pipe(
        Layer.provide(DateTime.layerCurrentZoneLocal)
      )
    )
  )

const record = Effect.fnUntraced(function* (settings: Settings.Settings) {
  const unheard = yield* Deferred.make<void>()
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => Deferred.doneUnsafe(unheard, Effect.void))
  }
  const stop = Effect.raceAllFirst([Stop.signalled, Stop.orphaned, Deferred.await(unheard)]).pipe(
    // The process must end although an effect hangs, so the timer is the runtime's own.
    Effect.tap(() => Effect.sync(() => setTimeout(() => process.exit(0), longestFarewell).unref()))
  )
  return yield* Recorder.run(settings, stop).pipe(Effect.provide(RecorderLayer.layer(settings, write)))
})

const command = Result.match(Settings.read(process.argv.slice(2), process.env), {
  onFailure: refuse,
  onSuccess: (read): Effect.Effect<number> => {
    if (read._tag === "Record") return record(read.settings)
    return Effect.sync(() => {
      write("stdout", read._tag === "Help" ? manual : manifest.version)
      return 0
    })
  }
})

Effect.runFork(command).addObserver((exit) => process.exit(Exit.isSuccess(exit) ? exit.value : 1))
