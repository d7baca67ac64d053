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
