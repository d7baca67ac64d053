import type { CauseOf } from "./Cause.ts"
import { causeWords } from "./causeWords.ts"
import type { Loss } from "./Run.ts"

/** What is lost of a recording, as it is told and stored. */
export const lossyCause = ({ gaps, hindrance, ms, segments }: Loss): CauseOf<"lossy"> => ({
  kind: "lossy",
  gaps,
  segments,
  seconds: Math.round(ms / 100) / 10,
  message: hindrance === null ? null : causeWords(hindrance)
})
