import { Effect, Option, Path } from "effect"
import { isRecordingName } from "../../domain/recordings/MediaName.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import { realPath } from "./RealPath.ts"

/** A name that stands for one entry of a folder and is not hidden. */
const isPlain = (name: string): boolean => /^[^./\\\0][^/\\\0]{0,254}$/.test(name)

/** The session and name of a path relative to a source's folder: `session/name`, or `name` alone with session "". */
export const recordingAt = (relative: string): { readonly session: string; readonly name: string } | undefined => {
  const parts = relative.split("/")
  const [session, name] = parts.length === 1 ? ["", parts[0]] : parts
  if (session === undefined || name === undefined || parts.length > 2) return undefined
  return (parts.length === 1 || isPlain(session)) && isPlain(name) && isRecordingName(name)
    ? { session, name }
    : undefined
}

/** Finds real places below `root`, which itself may be a link. What a link leads out of the root does not exist. */
export const below = Effect.fnUntraced(function* (root: string) {
  const real = yield* realPath
  const path = yield* Path.Path

  /** The real folder of a source; none when there is no such folder. Fails when the root can't be read. */
  const source = Effect.fnUntraced(function* ({ driver, username }: SourceKey) {
    const base = yield* real(root)
    if (!isPlain(driver) || !isPlain(username)) return Option.none<string>()
    const found = yield* Effect.option(real(path.join(base, driver, username)))
    return Option.filter(found, (place) => place.startsWith(base === path.sep ? base : base + path.sep))
  })

  /** The same where it is the source's own: one that a link leads to another's would stand for the same files twice. */
  const own = Effect.fnUntraced(function* (key: SourceKey) {
    const base = yield* real(root)
    return Option.filter(yield* source(key), (place) => place === path.join(base, key.driver, key.username))
  })

  /** The real folder of a session, or of the source for session "". Below a source's folder nothing is a link. */
  const session = Effect.fnUntraced(function* (key: SourceKey, name: string) {
    const folder = yield* Effect.flatten(Effect.map(Effect.orElseSucceed(source(key), Option.none), Effect.fromOption))
    if (name === "") return folder
    const place = path.join(folder, name)
    if (!isPlain(name) || (yield* real(place)) !== place) return yield* Effect.fromOption(Option.none<string>())
    return place
  }, Effect.option)

  return { source, own, session }
})

export type Inside = Effect.Success<ReturnType<typeof below>>
