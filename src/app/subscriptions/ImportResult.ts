import type { ImportLine } from "../../domain/subscriptions/imports/ImportLine.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { Granted } from "../../ports/Subscriptions.ts"

/** What became of one line. */
export interface ImportResult {
  readonly line: number
  readonly input: string
  readonly driver: string | null
  readonly username: string | null
  readonly outcome: Granted["outcome"] | "refused"
  readonly posture: Posture | null
  readonly error: string | null
}

/** A line that nothing became of, and why. */
export const refused = ({ input, line }: ImportLine, error: string): ImportResult => ({
  line,
  input,
  driver: null,
  username: null,
  outcome: "refused",
  posture: null,
  error
})
