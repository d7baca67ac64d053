import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"

/** Where Debian and its kin put the library that tells programs another time of day. */
const library = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
  .map((platform) => `/usr/lib/${platform}/faketime/libfaketimeMT.so.1`)
  .find((file) => existsSync(file))

/**
 * The time of day as backend, overseer, channel and recorders see it, which can be set; none where libfaketime is not installed. Steady
 * clocks go on; files and the database keep the true time, as servers with clocks of their own would. (The library shows PostgreSQL two
 * times at once: the true one wherever a signal interrupts a wait.)
 */
export const clock = (folder: string) => {
  if (library === undefined) return undefined
  const file = join(folder, "clock")
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? "" : "+"}${seconds}s`)
  set(0)
  return {
    env: {
      CHAOS_CLOCK: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1"
    },
    /** Sets all clocks so many seconds before or after the true time. */
    set: (seconds: number) => Effect.sync(() => set(seconds))
  }
}
