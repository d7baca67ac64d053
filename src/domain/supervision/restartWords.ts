import type { RestartRefusal } from "./Restart.ts"
import { sentence } from "./wording.ts"

/** Why there is nothing to restart, as the end of a sentence about the source. */
export const restartWords = (why: RestartRefusal): string => {
  switch (why.kind) {
    case "unwanted":
      return "nobody wants it: no subscription is active."
    case "tripped":
      return "it is in error: reset it."
    case "refused":
      return "it is in error, the overseer refused its last start: reset it."
    case "stopping":
      return "its recorder is stopping already."
    case "none":
      return `it has no recorder now. ${sentence(why.verdict)}`
  }
}
