import { realpath } from "node:fs"
import { Effect, FileSystem } from "effect"

/** Asks the system for a real path at once. Node's own way looks at each part of the path, on the thread that everything else waits for. */
const asked = (place: string) =>
  Effect.callback<string, NodeJS.ErrnoException>((resume) =>
    realpath.native(place, (error, found) => resume(error === null ? Effect.succeed(found) : Effect.fail(error)))
  )

/** What a path really leads to; fails as the file system does. */
export const realPath = Effect.map(
  FileSystem.FileSystem,
  (fs) => (place: string) => Effect.catch(asked(place), () => fs.realPath(place))
)
