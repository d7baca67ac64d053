import { execFileSync } from "node:child_process"
import { mkdirSync, rmSync, statfsSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"

const run = (program: string, ...args: ReadonlyArray<string>): boolean => {
  try {
    execFileSync(program, args, { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

/**
 * A file system of its own at `root`, in memory, which can be made read-only, full and absent. Without the right to mount, and with
 * no megabytes, there is a folder, and `mounted` is false. What has a file open keeps it, as it does when a network share goes.
 */
export const make = Effect.fnUntraced(function* (folder: string, root: string, megabytes: number) {
  const backing = join(folder, "backing")
  const ballast = join(backing, "ballast")
  mkdirSync(backing, { recursive: true })
  mkdirSync(root, { recursive: true })
  const bind = () => run("mount", "--bind", join(backing, "recordings"), root)
  const mounted = megabytes > 0 && run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "none", backing)
  if (mounted) {
    mkdirSync(join(backing, "recordings"))
    bind()
  }
  const unmount = () => run("umount", "-l", root)
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      if (!mounted) return
      unmount()
      run("umount", "-l", backing)
    })
  )
  return {
    mounted,
    /** The recordings as they are on the disk, wherever they are mounted. */
    files: mounted ? join(backing, "recordings") : root,
    readOnly: Effect.sync(() => {
      unmount()
      bind()
      run("mount", "-o", "remount,bind,ro", root)
    }),
    absent: Effect.sync(unmount),
    full: Effect.sync(() => {
      const { bavail, bsize } = statfsSync(backing)
      run("fallocate", "-l", String(bavail * bsize), ballast)
    }),
    /** As it was. */
    well: Effect.sync(() => {
      rmSync(ballast, { force: true })
      unmount()
      // What was written beneath while nothing was mounted is not among the recordings.
      bind()
    }),
    /**
     * Does something while nothing is mounted at `root`: what lies there then was written by recorders that began in the seconds in which
     * nobody knew that the share had gone.
     */
    beneath: <A>(look: () => A) =>
      Effect.sync(() => {
        if (!mounted) return undefined
        unmount()
        const seen = look()
        bind()
        return seen
      })
  }
})

export type Storage = Effect.Success<ReturnType<typeof make>>
