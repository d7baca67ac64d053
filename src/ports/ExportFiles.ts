import { Context, Data, type Effect } from "effect"
import type { Instant } from "../domain/values/Time.ts"
import type { NoSuchFile, OpenFile } from "./MediaFiles.ts"

/** The folder of exports can't be written. */
export class NoExportFolder extends Data.TaggedError("NoExportFolder")<{ readonly reason: string }> {
  override get message() {
    return `The folder of exports can't be written: ${this.reason}`
  }
}

/** The files of exports: in a folder of their own below the recordings' root, where neither lists nor rules of recordings find them. */
export class ExportFiles extends Context.Service<
  ExportFiles,
  {
    /** The absolute place of a file of this name, whose folder is there afterwards. */
    readonly place: (name: string) => Effect.Effect<string, NoExportFolder>
    /** Gives a file its last name, and tells its bytes. */
    readonly rename: (from: string, to: string) => Effect.Effect<number, NoExportFolder>
    readonly open: (name: string) => Effect.Effect<OpenFile, NoSuchFile>
    /** Removes it, if it is there and can be removed. */
    readonly remove: (name: string) => Effect.Effect<void>
    /** All of them, and when each was last written; none where there is no folder. */
    readonly list: Effect.Effect<ReadonlyArray<{ readonly name: string; readonly modifiedAt: Instant }>>
  }
>()("sticky-dvr/ports/ExportFiles") {}
