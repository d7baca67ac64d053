import { fileURLToPath } from "node:url"
import { Effect, FileSystem, Path, type PlatformError } from "effect"
import { type Reader, textOf } from "./Variables.ts"

type What = "folder" | "file"

const why = (error: PlatformError.PlatformError, what: What): string => {
  switch (error.reason._tag) {
    case "NotFound":
      return "it does not exist"
    case "PermissionDenied":
      return "access is denied"
    case "AlreadyExists":
    case "BadResource":
      return `that is no ${what}`
    default:
      return error.message
  }
}

/** Finds the folders and files that variables name; what is wrong goes to the reader. */
export const places = Effect.fnUntraced(function* ({ complain }: Reader) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  const orComplaint = <A>(
    effect: Effect.Effect<A, PlatformError.PlatformError>,
    sentence: (error: PlatformError.PlatformError) => string
  ) =>
    Effect.catch(effect, (error) => {
      complain(sentence(error))
      return Effect.undefined
    })

  /** Makes a folder and those above it; one by one, as node's own way never returns in `/proc`. */
  const make = (place: string, mode: number): Effect.Effect<void, PlatformError.PlatformError> =>
    Effect.gen(function* () {
      const above = path.dirname(place)
      if (above === place || (yield* fs.exists(place))) return
      yield* make(above, mode)
      // Another program that starts at the same time may have made it.
      yield* Effect.catchReason(fs.makeDirectory(place, { mode }), "PlatformError", "AlreadyExists", () => Effect.void)
    })

  const usable = (name: string, value: string, mode: number, probe: (place: string) => typeof nothing) => {
    const place = path.resolve(value)
    return orComplaint(
      make(place, mode).pipe(Effect.andThen(fs.readDirectory(place)), Effect.andThen(probe(place)), Effect.as(place)),
      (error) =>
        `${name} is '${value}', which can't be used as a folder (${why(error, "folder")}): name another one, or make this one readable and writable.`
    )
  }
  const nothing: Effect.Effect<void, PlatformError.PlatformError> = Effect.void

  /** The folder that a variable names, made if it is missing. Absolute. */
  const folder = (name: string, value: string) => usable(name, value, 0o777, () => nothing)

  /** The same, made for its owner alone, and known to be writable. */
  const ownFolder = (name: string, value: string) =>
    usable(name, value, 0o700, (place) =>
      Effect.scoped(Effect.asVoid(fs.makeTempDirectoryScoped({ directory: place, prefix: ".writable-" })))
    )

  /** A folder to read from; without the variable, the one beside the program, or `undefined`. */
  const beside = Effect.fnUntraced(function* (name: string, folder: string) {
    const value = yield* textOf(name)
    if (value !== undefined) {
      return yield* orComplaint(
        Effect.as(fs.readDirectory(value), path.resolve(value)),
        (error) =>
          `${name} is '${value}', which can't be read as a folder (${why(error, "folder")}): name another one, or unset it.`
      )
    }
    // A bundle lies one folder below the root of the product, this module two.
    for (const up of ["../", "../../"]) {
      const place = fileURLToPath(new URL(up + folder, import.meta.url))
      if ((yield* Effect.exit(fs.readDirectory(place)))._tag === "Success") return place
    }
    return undefined
  })

  /** The file that a variable names: its absolute path and what it holds. */
  const file = Effect.fnUntraced(function* (name: string) {
    const value = yield* textOf(name)
    if (value === undefined) return undefined
    return yield* orComplaint(
      Effect.map(fs.readFileString(value), (text) => ({ file: path.resolve(value), text })),
      (error) =>
        `${name} is '${value}', which can't be read (${why(error, "file")}): name a readable file, or unset it.`
    )
  })

  return { folder, ownFolder, beside, file }
})
