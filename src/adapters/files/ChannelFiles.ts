import { NodeFileSystem } from "@effect/platform-node"
import { Effect, FileSystem, Layer, type PlatformError } from "effect"
import { type ChannelFile, ChannelFiles } from "../../ports/ChannelFiles.ts"

/** No list of channels is larger, in bytes. */
const largest = 4 * 1024 * 1024

const fault = ({ reason }: PlatformError.PlatformError): ChannelFile["found"] => {
  switch (reason._tag) {
    case "NotFound":
      return { _tag: "absent" }
    case "PermissionDenied":
      return { _tag: "unreadable", why: "access is denied" }
    case "BadResource":
      return { _tag: "unreadable", why: "that is no file" }
    default:
      return { _tag: "unreadable", why: reason.description ?? reason._tag }
  }
}

/** The files at these paths. */
export const layer = (paths: ReadonlyArray<string>) =>
  Layer.effect(
    ChannelFiles,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem

      const read = Effect.fnUntraced(function* (
        path: string
      ): Effect.fn.Return<ChannelFile["found"], PlatformError.PlatformError> {
        const { size } = yield* fs.stat(path)
        if (size > largest) return { _tag: "unreadable", why: "it is larger than 4 MiB" }
        return { _tag: "text", text: yield* fs.readFileString(path) }
      })

      return ChannelFiles.of({
        read: Effect.forEach(paths, (path) =>
          Effect.map(
            Effect.catch(read(path), (error) => Effect.succeed(fault(error))),
            (found) => ({ path, found })
          )
        )
      })
    })
  ).pipe(Layer.provide(NodeFileSystem.layer))
