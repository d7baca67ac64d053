import { parseDuration } from "../domain/values/Durations.ts"

const clockStyle = /^(\d+):([0-5]?\d):([0-5]?\d)$/

/**
 * Milliseconds of a duration as the command line writes it: `hh:mm:ss`, Go style (`1m30s`), or a plain number of
 * minutes. Undefined for anything else.
 */
export const parse = (text: string): number | undefined => {
  const clock = clockStyle.exec(text)
  if (clock !== null) return (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 60_000
  return parseDuration(text)
}

/** `hh:mm:ss` of a number of milliseconds, the started second cut off; hours may have more than two digits. */
export const clock = (millis: number): string => {
  const seconds = Math.max(0, Math.floor(millis / 1000))
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":")
}

const twoDigits = (n: number): string => String(n).padStart(2, "0")
