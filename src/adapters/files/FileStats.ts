import { DateTime, Effect, FileSystem, Option, Path } from "effect"
import { beginnings, inOrder } from "../../domain/recordings/FileTimes.ts"
import { isRecordingName } from "../../domain/recordings/MediaName.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import * as Time from "../../runtime/Time.ts"

/** What the file system says of files and folders of recordings, without opening any. */
export const fileStats = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  // Names tell the time of the recorder's clock: that of this machine, as a rule. A zone takes megabytes, so one is made when it is needed.
  const given = yield* Effect.serviceOption(DateTime.CurrentTimeZone)
  let made: DateTime.TimeZone | undefined
  const zoneOf = (): DateTime.TimeZone => (made ??= Option.getOrElse(given, DateTime.zoneMakeLocal))

  /** The file as it stands in its real folder; fails when it is missing or not a regular file. */
  const seen = Effect.fnUntraced(function* (folder: string, session: string, name: string) {
    const info = yield* fs.lstat(path.join(folder, name))
    if (info.type !== "File") return yield* Effect.fromOption(Option.none<never>())
    const modifiedAt = Option.match(info.mtime, { onNone: () => 0, onSome: (date) => date.getTime() }) as Instant
    const born = Option.match(info.birthtime, { onNone: () => 0, onSome: (date) => date.getTime() }) as Instant
    const times = { name, bornAt: born > 0 ? born : null, modifiedAt }
    const found: MediaFile = {
      path: session === "" ? name : `${session}/${name}`,
      name,
      session,
      bytes: Number(info.size),
      startedAt: beginnings([times], zoneOf())[0] ?? modifiedAt,
      modifiedAt
    }
    return { found, times }
  })

  const file = (folder: string, session: string, name: string) =>
    Effect.map(seen(folder, session, name), ({ found }) => found)

  /** The names of the recordings directly in a real folder, in order. */
  const names = (folder: string) => Effect.map(fs.readDirectory(folder), (all) => all.filter(isRecordingName).sort())

  /** The recordings of these names; what vanishes meanwhile is left out. */
  const named = (folder: string, session: string, some: ReadonlyArray<string>) =>
    Effect.map(
      Effect.forEach(some, (name) => Effect.option(seen(folder, session, name)), { concurrency: 8 }),
      (found) => {
        const all = found.flatMap((one) => Option.toArray(one))
        const starts = beginnings(
          all.map(({ times }) => times),
          zoneOf()
        )
        return all.map(({ found }, i): MediaFile => ({ ...found, startedAt: starts[i] ?? found.startedAt }))
      }
    )

  /** The recordings directly in a real folder, in the order in which they were recorded. */
  const files = (folder: string, session: string) =>
    Effect.flatMap(names(folder), (all) => Effect.map(named(folder, session, all), (found) => inOrder(found, zoneOf())))

  /** How far the file's last writing is from now, in milliseconds: it may have a time in the future. */
  const age = (one: MediaFile) => Effect.map(Time.now, (now) => Math.abs(now - one.modifiedAt))

  return { file, files, names, named, age }
})

export type FileStats = Effect.Success<typeof fileStats>
