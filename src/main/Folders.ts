import { fileURLToPath } from "node:url"
import { Effect, FileSystem, Option, Path, type PlatformError } from "effect"
import type { Reader } from "./Variable.ts"

const reasons: Readonly<Record<string, string>> = {
  NotFound: "it does not exist",
  PermissionDenied: "access is denied",
  AlreadyExists: "that is a file",
  BadResource: "that is no folder"
}

const why = (error: PlatformError.PlatformError) => reasons[error.reason._tag] ?? error.message

/** Finds the folders and files that variables name; what is wrong goes to the reader. */
export const places = Effect.fnUntraced(function* ({ complain, text }: Reader) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  /** A folder to write in, made if it is missing. */
  const writable = Effect.fnUntraced(function* (name: string) {
    const value = yield* text(name)
    if (value === undefined) {
      complain(`${name} is not set: name the folder where recordings go, such as /data/recordings.`)
      return undefined
    }
    if (!path.isAbsolute(value)) {
      complain(`${name} is '${value}': it must be absolute, such as ${path.resolve(value)}.`)
      return undefined
    }
    const made = Effect.andThen(fs.makeDirectory(value, { recursive: true }), fs.readDirectory(value))
    return yield* Effect.match(made, {
      onSuccess: () => path.resolve(value),
      onFailure: (error) => {
        complain(`${name} is '${value}', which can't be used as a folder (${why(error)}): name another one.`)
        return undefined
      }
    })
  })

  const isFolder = (place: string) =>
    Effect.match(fs.readDirectory(place), {
      onSuccess: () => Option.none<string>(),
      onFailure: (e) => Option.some(why(e))
    })

  /** A folder to read from; without the variable, the one beside the program, or `undefined`. */
  const beside = Effect.fnUntraced(function* (name: string, folder: string) {
    const value = yield* text(name)
    if (value === undefined) {
      // A bundle lies one folder below the root of the product, this module two.
      for (const up of ["../", "../../"]) {
        const place = fileURLToPath(new URL(up + folder, import.meta.url))
        if (Option.isNone(yield* isFolder(place))) return place
      }
      return undefined
    }
    const problem = yield* isFolder(value)
    if (Option.isNone(problem)) return path.resolve(value)
    complain(
      `${name} is '${value}', which can't be read as a folder (${problem.value}): name another one, or unset it.`
    )
    return undefined
  })

  /** What a file holds. */
  const content = Effect.fnUntraced(function* (name: string) {
    const value = yield* text(name)
    if (value === undefined) return undefined
    const read = yield* Effect.result(fs.readFileString(value))
    if (read._tag === "Success") return { file: value, text: read.success }
    complain(`${name} is '${value}', which can't be read (${why(read.failure)}): name a readable file, or unset it.`)
    return undefined
  })

  return { writable, beside, content }
})
