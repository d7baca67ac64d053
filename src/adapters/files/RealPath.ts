import { realpath } from "node:fs"
import { Effect, FileSystem, PlatformError } from "effect"

/** Asks the system for a real path at once. Node's own way looks at each part of the path, on the thread that everything else waits for. */
const asked = (place: string) =>
  Effect.callback<string, NodeJS.ErrnoException>((resume) =>
    realpath.native(place, (error, found) => resume(error === null ? Effect.succeed(found) : Effect.fail(error)))
  )

const missing = (pathOrDescriptor: string) =>
  PlatformError.systemError({ _tag: "NotFound", module: "FileSystem", method: "realPath", pathOrDescriptor })

/** What a path really leads to; fails as the file system does. */
export const realPath = Effect.map(
  FileSystem.FileSystem,
  (fs) => (place: string) =>
    Effect.catch(asked(place), ({ code }) => (code === "ENOENT" ? Effect.fail(missing(place)) : fs.realPath(place)))
)
