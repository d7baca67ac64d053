import { bounded } from "../core/Action.ts"
import type { Offered } from "../core/Offering.ts"
import { type Pool, unlimited } from "../core/Pool.ts"
import type { OverseerConfig } from "./OverseerConfig.ts"

type Offers = ReadonlyMap<string, Offered>

/** The actions of a configuration with their limits. */
export const offeredBy = ({ actions, pool }: OverseerConfig): Offers =>
  new Map([...actions].map(([name, action]) => [name, { action, limits: pool.actions.get(name) ?? unlimited }]))

/** These and somebody's own, of two with the same name the own; recordings go below `root`, if there is one. */
export const withOwn = (offered: Offers, own: Offers, root: string | undefined): Offers =>
  new Map(
    [...offered, ...own].map(([name, one]) => [
      name,
      root === undefined ? one : { ...one, action: bounded(one.action, root) }
    ])
  )

/** What a supervisor begins with. */
export const configured = (pool: Pool, offered: Offers): Pick<OverseerConfig, "actions" | "pool"> => ({
  actions: new Map([...offered].map(([name, { action }]) => [name, action])),
  pool: { ...pool, actions: new Map([...offered].map(([name, { limits }]) => [name, limits])) }
})
