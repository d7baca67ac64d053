import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Launch from "./Launch.ts"
import * as Programs from "./Programs.ts"

const here = dirname(fileURLToPath(import.meta.url))

Launch.run(
  Launch.untilAsked(
    import.meta.filename.endsWith(".ts")
      ? Programs.fromSources(join(here, "../../.."))
      : Programs.bundled(join(here, ".."))
  )
)
