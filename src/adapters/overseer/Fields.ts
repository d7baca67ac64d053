import { Schema } from "effect"
import { TaskId } from "../../domain/supervision/TaskId.ts"
import { fromRfc3339, type Instant } from "../../domain/values/Time.ts"

/** Any characters, but no more than anybody would choose. */
export const TaskIdField = TaskId.check(Schema.isMaxLength(256))

/** A field that may be absent or of any shape: what can't be read of it counts as absent. */
export const Loose = Schema.optionalKey(Schema.Unknown)

const longestText = 1_000

/** The text of a loose field, no longer than a sentence. */
export const text = (value: unknown): string | null => (typeof value === "string" ? value.slice(0, longestText) : null)

/** The whole number of a loose field. */
export const whole = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : null

/** The moment of a loose field; the protocol's zero time, in the year 1, is none. */
export const instant = (value: unknown): Instant | null => {
  const at = typeof value === "string" && value.length < 64 ? fromRfc3339(value) : undefined
  return at === undefined || at < 0 ? null : at
}

/** The entries of a loose field, an object, whose values pass. */
export const entries = <A>(value: unknown, read: (value: unknown) => A | null): Readonly<Record<string, A>> => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const passed = read(each)
      return passed === null ? [] : [[name, passed]]
    })
  )
}
