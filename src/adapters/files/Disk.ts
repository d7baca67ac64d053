import { rmdir } from "node:fs/promises"
import { Effect } from "effect"

/** Removes a folder if it is empty; whether it did. */
export const removeEmpty = (folder: string): Effect.Effect<boolean> =>
  Effect.orElseSucceed(
    Effect.as(
      Effect.tryPromise(() => rmdir(folder)),
      true
    ),
    () => false
  )
