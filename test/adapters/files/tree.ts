import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Effect } from "effect"

/** A folder of recordings for one test, removed with its scope. Paths are relative to the outer folder, `media/` is the root. */
export const tree = Effect.acquireRelease(
  Effect.sync(() => {
    const outer = mkdtempSync(join(tmpdir(), "sticky-files-"))
    const at = (path: string) => join(outer, path)
    mkdirSync(at("media"))
    return {
      outer,
      root: at("media"),
      at,
      /** Writes `bytes` bytes, last written `age` seconds ago. */
      write: (path: string, bytes: number | Uint8Array = 10, age = 7200) => {
        mkdirSync(dirname(at(path)), { recursive: true })
        writeFileSync(at(path), typeof bytes === "number" ? Buffer.alloc(bytes, 7) : bytes)
        // @effect-diagnostics-next-line globalDate:off the time of files is the machine's
        const then = Date.now() / 1000 - age
        utimesSync(at(path), then, then)
        return at(path)
      },
      link: (target: string, path: string) => {
        mkdirSync(dirname(at(path)), { recursive: true })
        symlinkSync(target, at(path))
      }
    }
  }),
  ({ outer }) => Effect.sync(() => rmSync(outer, { recursive: true, force: true }))
)

export type Tree = Effect.Success<typeof tree>
