import { ByteSize, Effect, FileSystem, type PlatformError, type Scope } from "effect"
import * as Loop from "../runtime/Loop.ts"
import { type Found, type OwnActions, takeIn } from "./config/ownActions.ts"
import { keptActions } from "./KeptActions.ts"

/** From one look at the file to the next. */
const pace = "1 second"

/** As many bytes as a file of actions may have. */
const mostBytes = ByteSize.bytes(1024 * 1024)

const unreadable = (why: string): Found => ({ _tag: "unreadable", why })

const fault = ({ reason }: PlatformError.PlatformError): Found => {
  switch (reason._tag) {
    case "NotFound":
      return { _tag: "absent" }
    case "PermissionDenied":
      return unreadable("access is denied")
    case "BadResource":
      return unreadable("that is no file")
    default:
      return unreadable(reason.description ?? reason._tag)
  }
}

const isSame = (one: Found, other: Found): boolean => JSON.stringify(one) === JSON.stringify(other)

const tell = Effect.fnUntraced(function* (path: string, { actions, faults }: OwnActions) {
  const names = [...actions.keys()].join(", ")
  yield* Effect.logInfo(`the actions of ${path} are read: ${names === "" ? "none" : names}`)
  for (const { file, line, message } of faults) {
    yield* Effect.logWarning(`${file}${line === null ? "" : `, line ${line}`}: ${message}`)
  }
})

/**
 * Reads the actions in a file and follows it: `changed` gets them anew each time that the file says something else. What is wrong with it is
 * told, and costs no action that it held before, which are kept in the file `place` for the next start. `bundled` are the names that are offered without it.
 */
export const follow = Effect.fn("ActionsFile.follow")(function* (
  path: string,
  bundled: ReadonlySet<string>,
  place: string | undefined
) {
  const files = yield* FileSystem.FileSystem
  const kept = yield* keptActions(place, path, bundled)
  const look = Effect.gen(function* () {
    const { size, type } = yield* files.stat(path)
    // The end of a pipe would be waited for, and nobody writes so many actions.
    if (type !== "File") return unreadable("that is no file")
    if (ByteSize.isGreaterThan(size, mostBytes)) return unreadable("it is longer than 1 MiB")
    return { _tag: "text", text: yield* files.readFileString(path) } satisfies Found
  }).pipe(Effect.catch((error) => Effect.succeed(fault(error))))
  let found = yield* look
  let seen = found
  let own = takeIn(path, found, kept.first, bundled)
  yield* tell(path, own)
  yield* kept.write(own)

  return {
    first: own,
    /** Until the scope closes. */
    changes: (changed: (own: OwnActions) => void): Effect.Effect<void, never, Scope.Scope> =>
      Loop.run(
        "the file of actions",
        Effect.gen(function* () {
          yield* Effect.sleep(pace)
          const now = yield* look
          // Somebody may be writing it: it counts as it is at two looks.
          const isSettled = isSame(now, seen)
          seen = now
          if (!isSettled || isSame(now, found)) return
          own = takeIn(path, now, own, bundled)
          found = now
          changed(own)
          yield* tell(path, own)
          yield* kept.write(own)
        })
      )
  }
})
