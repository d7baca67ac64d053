import { NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { supervisor } from "./supervisor.ts"

const benches = { supervisor }

/** Runs the benches named on the command line, or all of them, one after the other: they share the machine. */
const named = process.argv.slice(2)
const chosen = Object.entries(benches).filter(([name]) => named.length === 0 || named.includes(name))

NodeRuntime.runMain(Effect.forEach(chosen, ([, bench]) => bench, { discard: true }))
