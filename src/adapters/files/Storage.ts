import { randomBytes } from "node:crypto"
import { lstat, open, rm, stat, statfs, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Data, Effect, Fiber, Option } from "effect"
import { markName } from "../../domain/recordings/MediaName.ts"
import type { StorageFault } from "../../domain/supervision/StorageFault.ts"
import type { StorageProbe } from "../../domain/supervision/StorageGate.ts"

const markText = `The recordings of Sticky DVR go into this folder. This file tells that its disk is mounted: without it nothing is
recorded here, so that no recording is written beneath a share that is away. Leave it where it is; on a new disk an empty file of
this name does as well.
`

const faults: Readonly<Record<string, StorageFault>> = {
  ENOENT: "missing",
  ENOTDIR: "missing",
  EROFS: "read_only",
  EACCES: "denied",
  EPERM: "denied",
  ENOSPC: "full",
  EDQUOT: "quota"
}

/** What an error of the file system says of the folder that it came from. */
export const faultOf = (error: unknown): StorageFault =>
  (error instanceof Error && "code" in error ? faults[String(error.code)] : undefined) ?? "broken"

const unknown = { free: null, size: null, hasInodes: true, device: null, marked: null }

/** What went wrong at the disk. */
class DiskError extends Data.TaggedError("DiskError")<{ readonly fault: StorageFault }> {}

const ask = <A>(make: () => Promise<A>): Effect.Effect<A, DiskError> =>
  Effect.tryPromise({ try: make, catch: (error) => new DiskError({ fault: faultOf(error) }) })

const space = (root: string) =>
  Effect.map(
    ask(() => statfs(root)),
    ({ bavail, blocks, bsize, ffree, files }) => ({
      free: bavail * bsize,
      size: blocks * bsize,
      // Some file systems make inodes as they need them, and count none.
      hasInodes: files === 0 || ffree > 0
    })
  )

const isThere = (place: string): Effect.Effect<boolean, DiskError> =>
  Effect.as(
    ask(() => lstat(place)),
    true
  ).pipe(
    Effect.catchIf(
      ({ fault }) => fault === "missing",
      () => Effect.succeed(false)
    )
  )

/** Writes a byte to a file of its own, as far as the disk itself, and takes it away again. */
const write = (root: string): Effect.Effect<void, DiskError> => {
  const place = join(root, `${markName}-${randomBytes(6).toString("hex")}`)
  return Effect.acquireUseRelease(
    ask(() => open(place, "wx")),
    (file) =>
      Effect.andThen(
        ask(() => file.write("\n")),
        ask(() => file.datasync())
      ),
    (file) =>
      Effect.andThen(Effect.ignore(ask(() => file.close())), Effect.ignore(ask(() => rm(place, { force: true }))))
  )
}

const look = Effect.fnUntraced(
  function* (root: string, writing: boolean) {
    const { dev } = yield* ask(() => stat(root, { bigint: true }))
    const found = { ...(yield* space(root)), device: String(dev), marked: yield* isThere(join(root, markName)) }
    const fault = writing
      ? yield* Effect.match(write(root), { onFailure: ({ fault }) => fault, onSuccess: () => null })
      : null
    const probe: StorageProbe = { ...found, fault }
    return probe
  },
  Effect.catch(({ fault }) => Effect.succeed<StorageProbe>({ ...unknown, fault }))
)

/**
 * Looks at the folder that recordings go to. A disk that does not answer holds a thread of the process for as long, so it is
 * asked one thing at a time.
 */
export const probing = (root: string) => {
  let underWay: Fiber.Fiber<StorageProbe> | null = null

  const probe = (writing: boolean): Effect.Effect<StorageProbe> =>
    Effect.gen(function* () {
      underWay ??= yield* Effect.forkDetach(
        Effect.ensuring(
          Effect.uninterruptible(look(root, writing)),
          Effect.sync(() => {
            underWay = null
          })
        )
      )
      return yield* Fiber.join(underWay)
    })

  return {
    probe: (writing: boolean): Effect.Effect<StorageProbe> =>
      Effect.map(
        Effect.timeoutOption(probe(writing), "3 seconds"),
        Option.getOrElse((): StorageProbe => ({ ...unknown, fault: "mute" }))
      ),
    mark: ask(() => writeFile(join(root, markName), markText, { flag: "wx" })).pipe(
      Effect.as(true),
      Effect.catch(() => Effect.orElseSucceed(isThere(join(root, markName)), () => false))
    )
  }
}
