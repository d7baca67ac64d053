import { Result } from "effect"
import { withoutEnd } from "./Text.ts"
import type { Millis } from "./Time.ts"

/** A length of time in whole nanoseconds, as Go counts it. */
export type Nanos = number

const units: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["\u00b5s", 1e3],
  ["\u03bcs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["m", 60e9],
  ["h", 3600e9]
])

const form = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/
const term = /(\d+(?:\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/gy

/** Go allows no duration beyond this: about 292 years. */
const longest = 2 ** 63

/** No duration needs more characters; a longer text is not looked at. */
const mostCharacters = 100

/**
 * Reads a duration as Go's `time.ParseDuration` does: numbers each followed by a unit (`1m30s`, `200ms`, `-1.5h`),
 * or a bare `0`. The failure is one sentence about the text.
 */
export const parseGoDuration = (text: string): Result.Result<Nanos, string> => {
  if (text.length > mostCharacters) return Result.fail('so long a text is not a duration such as "30s"')
  if (!form.test(text)) {
    return Result.fail(`${JSON.stringify(text)} is not a duration such as "30s", "1m30s" or "200ms"`)
  }
  let nanos = 0
  const terms = text.replace(/^[+-]/, "").matchAll(term)
  for (const [, digits = "0", unit = "s"] of terms) nanos += Number(digits) * (units.get(unit) ?? 0)
  if (nanos >= longest) return Result.fail(`${JSON.stringify(text)} is longer than any duration may be`)
  return Result.succeed(Math.round(text.startsWith("-") ? -nanos : nanos))
}

/** A fraction without trailing zeros: (1_500, 1_000) gives `1.5`. */
const decimal = (nanos: number, unit: number): string => {
  const digits = String(unit).length - 1
  const fraction = withoutEnd(String(nanos % unit).padStart(digits, "0"), "0")
  const whole = String(Math.floor(nanos / unit))
  return fraction === "" ? whole : `${whole}.${fraction}`
}

/** Writes a duration as Go's `Duration.String` does: `5m0s`, `1m31.94777941s`, `200ms`, `0s`. */
export const formatGoDuration = (nanos: Nanos): string => {
  if (nanos === 0) return "0s"
  if (nanos < 0) return `-${formatGoDuration(-nanos)}`
  if (nanos < 1e3) return `${nanos}ns`
  if (nanos < 1e6) return `${decimal(nanos, 1e3)}\u00b5s`
  if (nanos < 1e9) return `${decimal(nanos, 1e6)}ms`
  const minutes = Math.floor(nanos / 60e9)
  const seconds = `${decimal(nanos - minutes * 60e9, 1e9)}s`
  if (minutes === 0) return seconds
  const hours = Math.floor(minutes / 60)
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`
}

/** The nearest whole milliseconds, never negative. */
export const nanosToMillis = (nanos: Nanos): Millis => Math.max(0, Math.round(nanos / 1e6))
