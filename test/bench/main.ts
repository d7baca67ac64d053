import { NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { adoption } from "./adoption.ts"
import { conclude } from "./bounds.ts"
import { browser } from "./browser.ts"
import { library } from "./library.ts"
import { lists } from "./lists.ts"
import { memory } from "./memory.ts"
import { oneFile } from "./oneFile.ts"
import { overview } from "./overview.ts"
import { pictures } from "./pictures.ts"
import { proxy } from "./proxy.ts"
import { reader } from "./reader.ts"
import { recorder } from "./recorder.ts"
import { signIns } from "./signIns.ts"
import { supervisor } from "./supervisor.ts"
import { watching } from "./watching.ts"

const benches: Readonly<Record<string, Effect.Effect<void, Error>>> = {
  proxy,
  supervisor,
  adoption,
  reader,
  lists,
  memory,
  overview,
  library,
  signIns,
  browser,
  recorder,
  pictures,
  oneFile,
  watching
}

/** Runs the benches named on the command line, or all of them, one after the other: they share the machine. */
const named = process.argv.slice(2)
const chosen = Object.entries(benches).filter(([name]) => named.length === 0 || named.includes(name))

NodeRuntime.runMain(
  Effect.andThen(
    Effect.forEach(chosen, ([, bench]) => bench, { discard: true }),
    conclude
  )
)
