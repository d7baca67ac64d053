/** The launcher as it is, but that its backend reaches overseer and database through relays. */
import { join } from "node:path"
import * as Launch from "../../../src/local/launcher/Launch.ts"
import { bundled } from "../../../src/local/launcher/Programs.ts"

const programs = bundled(join(import.meta.dirname, "../../.."))

Launch.run(
  Launch.untilAsked({
    ...programs,
    backend: { ...programs.backend, args: [join(import.meta.dirname, "backend.ts")] }
  })
)
