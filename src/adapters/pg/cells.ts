import type { Posture } from "../../domain/Posture.ts"
import type { Instant } from "../../domain/Time.ts"

/**
 * What a cell of a row must be, checked by hand: whole tables are read through these, where a schema for each of some hundred
 * thousand rows would take seconds. What isn't as it must be is a bug, and throws.
 */
const misread = (cell: unknown, what: string): never => {
  throw new Error(`a column holds ${typeof cell}, not ${what}`)
}

export const number = (cell: unknown): number => (typeof cell === "number" ? cell : misread(cell, "a number"))

export const text = (cell: unknown): string => (typeof cell === "string" ? cell : misread(cell, "a text"))

/** An `Instant` is a number that the timestamptz codec has made. */
export const instant = (cell: unknown): Instant => number(cell) as Instant

export const nullable =
  <A>(read: (cell: unknown) => A) =>
  (cell: unknown): A | null =>
    cell === null ? null : read(cell)

export const posture = (cell: unknown): Posture =>
  cell === "active" || cell === "paused" || cell === "archived" ? cell : misread(cell, "a posture")
