import { statfs } from "node:fs/promises"
import { Context, Effect, Layer, type Option } from "effect"

/** How much room there is. */
export class DiskSpace extends Context.Service<
  DiskSpace,
  {
    /** Bytes that may still be written where `directory` lies; none when the system doesn't say. */
    readonly free: (directory: string) => Effect.Effect<Option.Option<number>>
  }
>()("sticky-dvr/recorder/DiskSpace") {}

export const layer = Layer.succeed(DiskSpace, {
  free: (directory) =>
    Effect.tryPromise(() => statfs(directory)).pipe(
      Effect.map(({ bavail, bsize }) => bavail * bsize),
      Effect.option
    )
})
