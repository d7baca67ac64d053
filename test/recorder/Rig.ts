import { NodeFileSystem, NodePath } from "@effect/platform-node"
import {
  DateTime,
  Deferred,
  type Duration,
  Effect,
  Fiber,
  FileSystem,
  Layer,
  Option,
  type PlatformError,
  Result
} from "effect"
import { DiskSpace } from "../../src/recorder/DiskSpace.ts"
import * as Recorder from "../../src/recorder/Recorder.ts"
import * as RecorderLayer from "../../src/recorder/RecorderLayer.ts"
import * as Settings from "../../src/recorder/Settings.ts"
import type { SteppedClock } from "../SteppedClock.ts"

/** A printed line, read again. */
export type Line = { readonly [field: string]: string }

/** A recorder at work in this process. */
export interface Rig {
  readonly lines: ReadonlyArray<Line>
  readonly events: () => ReadonlyArray<string>
  /** The first line, printed already or later, that `is` right. */
  readonly line: (is: (line: Line) => boolean, patience?: Duration.Input) => Effect.Effect<Line>
  readonly event: (name: string, n?: number) => Effect.Effect<Line>
  readonly stop: Effect.Effect<void>
  readonly exit: Effect.Effect<Recorder.ExitCode>
  /** The bytes of all files, in the order in which they were begun. */
  readonly recorded: Effect.Effect<Uint8Array, PlatformError.PlatformError>
  readonly files: () => ReadonlyArray<string>
}

export interface Surroundings {
  readonly free?: () => number
  readonly fs?: Layer.Layer<FileSystem.FileSystem>
  readonly clock?: SteppedClock
  /** How long each line and the end are waited for: only there to end what hangs. */
  readonly patience?: Duration.Input
  /** Called with each line before it is taken down. */
  readonly hears?: (line: Line) => void
}

/** Starts a recorder of a source `test` at `url` with flags beside those that make it fast; stopped with the scope. */
export const record = Effect.fnUntraced(function* (
  url: string,
  flags: ReadonlyArray<string> = [],
  world: Surroundings = {}
) {
  const fs = yield* FileSystem.FileSystem
  const directory = yield* fs.makeTempDirectoryScoped({ prefix: "recorder-" })
  const quick = ["--retry-delay", "100ms", "--recording-timeout", "5m", "--segment-timeout", "5m", "-i", "200ms"]
  const given = ["-s", "test", "-o", `${directory}/{{.Driver}}/{{.Source}}/{{.Recording.Unix}}`, ...quick, ...flags]
  const command = Settings.read([...given, "--output-format", "json"], { STICKY_URL: url })
  if (Result.isFailure(command)) return yield* Effect.die(command.failure.message)
  if (command.success._tag !== "Record") return yield* Effect.die("not a recording")
  const { settings } = command.success

  const lines: Array<Line> = []
  const waiting = new Set<() => void>()
  const write = (_: string, text: string) => {
    const line: Line = JSON.parse(text)
    world.hears?.(line)
    lines.push(line)
    for (const look of waiting) look()
  }
  const stop = yield* Deferred.make<void>()
  const layers = RecorderLayer.layerWith(settings, write).pipe(
    Layer.provide([
      world.fs ?? NodeFileSystem.layer,
      NodePath.layer,
      RecorderLayer.network(settings),
      Layer.succeed(DiskSpace, { free: () => Effect.sync(() => Option.some(world.free?.() ?? 1e12)) }),
      DateTime.layerCurrentZoneOffset(0)
    ])
  )
  const fiber = yield* Recorder.run(settings, Deferred.await(stop)).pipe(
    Effect.provide(layers),
    world.clock?.provide ?? ((effect) => effect),
    Effect.forkScoped
  )

  const usual = world.patience ?? "60 seconds"
  const line = (is: (line: Line) => boolean, patience = usual) =>
    Effect.callback<Line>((resume) => {
      const look = () => {
        const found = lines.find(is)
        if (found !== undefined) resume(Effect.succeed(found))
      }
      waiting.add(look)
      look()
      return Effect.sync(() => waiting.delete(look))
    }).pipe(
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.die(`not among ${JSON.stringify(lines)}`) })
    )
  const files = () => lines.filter(({ event }) => event === "SEGMENT START").map(({ file = "" }) => file)

  const events = () => lines.filter(({ event }) => event !== undefined)

  return {
    lines,
    events: () => events().map(({ event = "" }) => event),
    line,
    event: (name, n = 1) => line((l) => events().filter(({ event }) => event === name)[n - 1] === l),
    stop: Effect.asVoid(Deferred.succeed(stop, undefined)),
    exit: Fiber.join(fiber).pipe(Effect.timeoutOrElse({ duration: usual, orElse: () => Effect.die(lines) })),
    recorded: Effect.suspend(() => Effect.forEach(files(), (file) => fs.readFile(file))).pipe(
      Effect.map((parts) => new Uint8Array(Buffer.concat(parts)))
    ),
    files
  } satisfies Rig
})

/** Stops the recorder and waits for its end. */
export const stopped = (rig: Pick<Rig, "stop" | "exit">) => Effect.andThen(rig.stop, rig.exit)
