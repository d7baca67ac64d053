import { Context, type Effect } from "effect"
import type { Millis } from "../domain/values/Time.ts"

/** How late this process is with what it has to do. */
export class LoopDelay extends Context.Service<
  LoopDelay,
  {
    /** The delay that 99 of 100 turns of the event loop stay below, over the last minute or two. */
    readonly p99: Effect.Effect<Millis>
  }
>()("sticky-dvr/ports/LoopDelay") {}
