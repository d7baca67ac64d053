import process from "node:process"
import { Effect, Schedule } from "effect"

/** SIGTERM, SIGINT or SIGHUP came. Later ones change nothing. */
export const signalled = Effect.callback<void>((resume) => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => resume(Effect.void))
})

/** The process that started this one died. Never for a process that init started. */
export const orphaned = Effect.suspend(() => {
  const parent = process.ppid
  if (parent <= 1) return Effect.never
  return Effect.sync(() => process.ppid).pipe(
    Effect.repeat({ schedule: Schedule.spaced("250 millis"), until: (now) => now !== parent }),
    Effect.asVoid
  )
})
