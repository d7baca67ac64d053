import { rmdir, statfs } from "node:fs/promises"
import { Effect, Option } from "effect"

/** Bytes that an ordinary user may still write where `folder` is, or null when that can't be told within two seconds. */
export const freeBytes = (folder: string): Effect.Effect<number | null> =>
  Effect.tryPromise(() => statfs(folder)).pipe(
    Effect.map((info) => info.bavail * info.bsize),
    Effect.timeoutOption("2 seconds"),
    Effect.orElseSucceed(() => Option.none<number>()),
    Effect.map(Option.getOrNull)
  )

/** Removes a folder if it is empty; whether it did. */
export const removeEmpty = (folder: string): Effect.Effect<boolean> =>
  Effect.orElseSucceed(
    Effect.as(
      Effect.tryPromise(() => rmdir(folder)),
      true
    ),
    () => false
  )
