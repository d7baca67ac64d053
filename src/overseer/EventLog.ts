import { createWriteStream } from "node:fs"
import { Effect } from "effect"
import { StartError } from "./StartError.ts"

/** Takes down what happens, a JSON object a line; the event is made only if it is taken down. */
export type Write = (event: () => object) => void

/** How much may wait for a slow disk, in bytes; what comes beyond that is not taken down. */
const backlog = 8 * 1024 * 1024

/** Appends to a file that only its owner may read. Without a path nothing is taken down. */
export const open = Effect.fnUntraced(function* (path: string | undefined) {
  if (path === undefined) return ((): void => undefined) satisfies Write
  const file = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createWriteStream>, StartError>((resume) => {
      const stream = createWriteStream(path, { flags: "a", mode: 0o600 })
      stream.once("open", () => resume(Effect.succeed(stream)))
      stream.on("error", ({ message }) =>
        resume(Effect.fail(new StartError({ message: `log_file cannot be written: ${message}` })))
      )
    }),
    (stream) =>
      Effect.callback<void>((resume) => {
        stream.end(() => resume(Effect.void))
      })
  )
  return ((event) => {
    if (file.writableLength < backlog) file.write(`${JSON.stringify(event())}\n`)
  }) satisfies Write
})
