import { layer, type Vitest } from "@effect/vitest"
import * as Memory from "../../src/adapters/memory/World.ts"
import * as Pg from "../adapters/pg/World.ts"
import type { Store, World } from "./World.ts"

const stores: Readonly<Record<string, World>> = { memory: Memory.layer, PostgreSQL: Pg.layer }

/** Runs what a port promises on each store, which the suite's name tells. */
export const contract = (name: string, promises: (it: Vitest.MethodsNonLive<Store>) => void): void => {
  for (const [store, world] of Object.entries(stores))
    layer(world, { excludeTestServices: true })(`${name} in ${store}`, promises)
}
