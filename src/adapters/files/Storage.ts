import { randomBytes } from "node:crypto"
import { lstat, open, rm, stat, statfs, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Option } from "effect"
import type { StorageFault } from "../../domain/supervision/StorageFault.ts"
import type { StorageProbe } from "../../domain/supervision/StorageGate.ts"

/** The file by which a recordings' folder is known again. */
export const markName = ".sticky-dvr"

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

const space = async (root: string) => {
  const { bavail, blocks, bsize, ffree, files } = await statfs(root)
  // Some file systems make inodes as they need them, and count none.
  return { free: bavail * bsize, size: blocks * bsize, hasInodes: files === 0 || ffree > 0 }
}

const isThere = (place: string): Promise<boolean> =>
  lstat(place).then(
    () => true,
    (error: unknown) => {
      if (faultOf(error) === "missing") return false
      throw error
    }
  )

/** Writes a byte to a file of its own, as far as the disk itself, and takes it away again. */
const write = async (root: string): Promise<void> => {
  const place = join(root, `${markName}-${randomBytes(6).toString("hex")}`)
  const file = await open(place, "wx")
  try {
    await file.write("\n")
    await file.datasync()
  } finally {
    await file.close()
    await rm(place, { force: true })
  }
}

const look = async (root: string, writing: boolean): Promise<StorageProbe> => {
  const device = String((await stat(root, { bigint: true })).dev)
  const found = { ...(await space(root)), device, marked: await isThere(join(root, markName)) }
  if (!writing) return { ...found, fault: null }
  const fault = await write(root).then(
    () => null,
    (error: unknown) => faultOf(error)
  )
  return { ...found, fault }
}

/**
 * Looks at the folder that recordings go to. A disk that does not answer holds a thread of the process for as long, so it is
 * asked one thing at a time.
 */
export const probing = (root: string) => {
  let underWay: Promise<StorageProbe> | null = null

  const probe = (writing: boolean): Promise<StorageProbe> => {
    underWay ??= look(root, writing)
      .catch((error: unknown): StorageProbe => ({ ...unknown, fault: faultOf(error) }))
      .finally(() => {
        underWay = null
      })
    return underWay
  }

  return {
    probe: (writing: boolean): Effect.Effect<StorageProbe> =>
      Effect.promise(() => probe(writing)).pipe(
        Effect.timeoutOption("3 seconds"),
        Effect.map(Option.getOrElse((): StorageProbe => ({ ...unknown, fault: "mute" })))
      ),
    mark: Effect.promise(() =>
      writeFile(join(root, markName), markText, { flag: "wx" }).then(
        () => true,
        () => isThere(join(root, markName)).catch(() => false)
      )
    )
  }
}
