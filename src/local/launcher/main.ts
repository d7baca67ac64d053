import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Launch from "./Launch.ts"
import * as StackPrograms from "./StackPrograms.ts"

const here = dirname(fileURLToPath(import.meta.url))

Launch.run(
  Launch.untilAsked(
    import.meta.filename.endsWith(".ts")
      ? StackPrograms.fromSources(join(here, "../../.."))
      : StackPrograms.bundled(join(here, ".."))
  )
)
