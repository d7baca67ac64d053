/** The launcher as it is, but that its backend reaches overseer and database through relays, and that clocks of its programs can be set. */
import { join } from "node:path"
import * as Launch from "../../../src/local/launcher/Launch.ts"
import { bundled, type Program } from "../../../src/local/launcher/StackPrograms.ts"

const programs = bundled(join(import.meta.dirname, "../../.."))
// @effect-diagnostics-next-line processEnv:off it hands its own environment on
const library = process.env["CHAOS_CLOCK"]

const clocked = (program: Program): Program =>
  library === undefined
    ? program
    : { ...program, command: "env", args: [`LD_PRELOAD=${library}`, program.command, ...program.args] }

Launch.run(
  Launch.untilAsked({
    ...programs,
    backend: clocked({ ...programs.backend, args: [join(import.meta.dirname, "backend.ts")] }),
    overseer: clocked(programs.overseer),
    channel: clocked(programs.channel)
  })
)
