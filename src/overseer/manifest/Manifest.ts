import { actionInfo } from "../core/Listing.ts"
import type { State } from "../core/State.ts"
import { version } from "../version.ts"
import { clientMessages } from "./clientMessages.ts"
import { operations } from "./operations.ts"
import { serverMessages } from "./serverMessages.ts"
import { types } from "./types.ts"

const described = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  protocol: "sticky-overseer",
  version,
  description: "Runs processes for its clients and tells them what becomes of them.",
  transport: { path: "/ws", type_field: "type", correlation_field: "id" },
  types,
  messages: { ...clientMessages, ...serverMessages },
  operations
}

/** The protocol described to programs: types, messages, operations, and the actions that can be started, by name. */
export const manifest = ({ actions, pool }: State): object => ({
  ...described,
  actions: [...actions.keys()].sort().flatMap((name) => {
    const action = actions.get(name)
    return action === undefined ? [] : [actionInfo(pool, action)]
  })
})
