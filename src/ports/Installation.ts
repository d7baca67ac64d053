import { Context, type Effect } from "effect"
import type { InstallationId } from "../domain/supervision/TaskId.ts"

/** The installation that this store belongs to. */
export class Installation extends Context.Service<Installation, { readonly id: Effect.Effect<InstallationId> }>()(
  "sticky-dvr/ports/Installation"
) {}
