import { Context, type Effect } from "effect"
import type { InstallationId } from "../domain/supervision/TaskId.ts"

/** The installation that this store belongs to. */
export class Installation extends Context.Service<
  Installation,
  {
    readonly id: Effect.Effect<InstallationId>
    /** The disk by which recordings' folders are known, each by its path; null for one that never took recordings. */
    readonly deviceOf: (root: string) => Effect.Effect<string | null>
    readonly setDevice: (root: string, device: string) => Effect.Effect<void>
  }
>()("sticky-dvr/ports/Installation") {}
