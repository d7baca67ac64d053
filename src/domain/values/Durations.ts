import type { Millis } from "./Time.ts"

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/**
 * The milliseconds of a duration as the overseer's protocol writes it: `15s`, `1m30s`, `200ms`, `2h`. A unit is required and
 * nothing is negative; `undefined` for any other text.
 */
export const parseDuration = (text: string): Millis | undefined => {
  if (text.length > 40 || !/^(?:\d{1,12}(?:\.\d{1,9})?(?:ms|s|m|h))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (units[unit ?? ""] ?? 0)
  }
  return Math.round(total)
}

/** A length as a sentence has it: `15 min`, `1 min 30 s`, `24 h`; whole days from two on: `30 days`. */
export const tellDuration = (ms: Millis): string => {
  const day = 86_400_000
  if (ms >= 2 * day && ms % day === 0) return `${ms / day} days`
  return showDuration(ms)
    .replaceAll(/(\d+)([a-z]+)/g, (_, count: string, unit: string) => `${count} ${unit === "m" ? "min" : unit} `)
    .trimEnd()
}

/** Such a text for a number of milliseconds, in whole units: `90000` gives `1m30s`, `1500` gives `1s500ms`, `0` gives `0s`. */
export const showDuration = (ms: Millis): string => {
  const whole = Math.max(0, Math.round(ms))
  const parts: Array<string> = []
  let rest = whole
  for (const unit of ["h", "m", "s", "ms"] as const) {
    const size = units[unit] ?? 1
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * size
  }
  return parts.length === 0 ? "0s" : parts.join("")
}
