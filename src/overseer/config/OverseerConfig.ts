import type { Action } from "../core/Action.ts"
import type { Pool } from "../core/Pool.ts"
import type { Trust } from "../Trust.ts"

/** What an overseer needs to know before it starts. */
export interface OverseerConfig {
  /** Shown in `/openapi.json`. */
  readonly title: string
  /** As written in the file; undefined when it says nothing. */
  readonly listen: string | undefined
  /** Where everything that processes say and do is taken down, filtered lines included. */
  readonly logFile: string | undefined
  readonly trust: Trust
  readonly actions: ReadonlyMap<string, Action>
  readonly pool: Pool
}
