import { Result } from "effect"
import { nanosToMillis, parseGoDuration } from "./GoDuration.ts"
import type { Millis } from "./Time.ts"

/**
 * The milliseconds of a duration as settings and the recorder's flags write it: Go's way (`15s`, `1m30s`, `200ms`, `2h`), with a
 * unit and without a sign. `undefined` for any other text, and for what is shorter than a millisecond but not none.
 */
export const parseDuration = (text: string): Millis | undefined => {
  if (text.length > 40 || !/^\d/.test(text) || !/[a-z]$/.test(text)) return undefined
  const nanos = Result.getOrUndefined(parseGoDuration(text))
  const ms = nanos === undefined ? undefined : nanosToMillis(nanos)
  return ms === 0 && nanos !== 0 ? undefined : ms
}

/** A length as a sentence has it: `15 min`, `1 min 30 s`, `24 h`; whole days from two on: `30 days`. */
export const tellDuration = (ms: Millis): string => {
  const day = 86_400_000
  if (ms >= 2 * day && ms % day === 0) return `${ms / day} days`
  return showDuration(ms)
    .replaceAll(/(\d+)([a-z]+)/gy, (_, count: string, unit: string) => `${count} ${unit === "m" ? "min" : unit} `)
    .trimEnd()
}

const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

/** Such a text for a number of milliseconds, in whole units: `90000` gives `1m30s`, `1500` gives `1s500ms`, `0` gives `0s`. */
export const showDuration = (ms: Millis): string => {
  const whole = Math.max(0, Math.round(ms))
  const parts: Array<string> = []
  let rest = whole
  for (const unit of ["h", "m", "s", "ms"] as const) {
    const count = Math.floor(rest / units[unit])
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * units[unit]
  }
  return parts.length === 0 ? "0s" : parts.join("")
}
