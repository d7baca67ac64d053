import { Context, type Stream } from "effect"
import type { SourceId, UserId } from "../domain/values/Ids.ts"

/** A hint that stored rows changed, here or at another backend. Hints may repeat; they never replace reading. */
export type Change =
  | {
      readonly _tag: "sources"
      readonly ids: ReadonlyArray<SourceId> | "all"
      /** This backend's own journal wrote it: what was written came from its live state. */
      readonly own: boolean
    }
  /** Accounts or their sessions. */
  | { readonly _tag: "users"; readonly ids: ReadonlyArray<UserId> | "all" }
  | { readonly _tag: "settings" }
  /** Hints may have been missed: read everything again. */
  | { readonly _tag: "everything" }

export class Changes extends Context.Service<
  Changes,
  {
    /** Never ends and never fails; begins with `everything` and says it again after each lost connection. */
    readonly stream: Stream.Stream<Change>
  }
>()("sticky-dvr/ports/Changes") {}
