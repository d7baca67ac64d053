import { Effect, FileSystem, Path, type PlatformError } from "effect"
import { Yaml } from "effect/encoding"
import { refuse } from "./LaunchRefused.ts"

const reasons: Readonly<Record<string, string>> = {
  NotFound: "there is no such file",
  PermissionDenied: "access is denied",
  AlreadyExists: "that is a file",
  BadResource: "that is a file"
}

const why = (error: PlatformError.PlatformError) => reasons[error.reason._tag] ?? error.message

/** Makes a folder and those above it, for their owner alone; one by one, as node's own way never returns in `/proc`. */
const make = (place: string): Effect.Effect<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const above = path.dirname(place)
    if (above === place || (yield* fs.exists(place))) return
    yield* make(above)
    yield* fs.makeDirectory(place, { mode: 0o700 })
  })

/** The folder that a variable names, made (for its owner alone) if it is missing, and known to be writable. Absolute. */
export const folder = Effect.fnUntraced(function* (name: string, value: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const place = path.resolve(value)
  const probe = Effect.gen(function* () {
    yield* make(place)
    yield* fs.readDirectory(place)
    yield* Effect.scoped(fs.makeTempDirectoryScoped({ directory: place, prefix: ".writable-" }))
  })
  yield* Effect.catch(probe, (error) =>
    refuse(
      `${name} is '${place}', which can't be used as a folder (${why(error)}): give it another folder, or make this one readable and writable.`
    )
  )
  return place
})

/** The YAML file that a variable names: its absolute path and what it holds. */
export const yaml = Effect.fnUntraced(function* (name: string, value: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.resolve(value)
  const text = yield* Effect.catch(fs.readFileString(file), (error) =>
    refuse(`${name} is '${file}', which can't be read (${why(error)}): name a readable YAML file, or unset it.`)
  )
  const document: unknown = yield* Effect.try({
    try: () => Yaml.parse(text),
    catch: (error) =>
      refuse(
        `${name} is '${file}', which is not YAML (${error instanceof Error ? error.message : String(error)}): mend the file, or unset ${name}.`
      )
  })
  return { file, document }
})
