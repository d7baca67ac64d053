import { Context, type Effect } from "effect"

/** A file of channels as it was found: its text, that it isn't there, or why it can't be read. */
export interface ChannelFile {
  readonly path: string
  readonly found:
    | { readonly _tag: "text"; readonly text: string }
    | { readonly _tag: "absent" }
    | { readonly _tag: "unreadable"; readonly why: string }
}

/** The files that somebody writes channels into. What stands in them is not judged here. */
export class ChannelFiles extends Context.Service<
  ChannelFiles,
  {
    /** All of them as they are now; of two that name the same channel the later one counts. */
    readonly read: Effect.Effect<ReadonlyArray<ChannelFile>>
  }
>()("sticky-dvr/ports/ChannelFiles") {}
