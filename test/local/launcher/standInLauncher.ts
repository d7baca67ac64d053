/** The launcher with stand-ins for its programs. */
import { join } from "node:path"
import * as Launch from "../../../src/local/launcher/Launch.ts"

const standIn = (role: string) => ({
  command: process.execPath,
  args: [join(import.meta.dirname, "standIn.ts"), role],
  cwd: import.meta.dirname
})

Launch.run(
  Launch.untilAsked({
    backend: standIn("backend"),
    overseer: standIn("overseer"),
    channel: standIn("channel"),
    thumbnailer: standIn("thumbnailer"),
    publicDir: "/public",
    migrationsDir: "/migrations"
  })
)
