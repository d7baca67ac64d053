import { tellDuration } from "../values/Durations.ts"
import type { Finding } from "./Reasons.ts"
import { sentence } from "./wording.ts"
import { moment, times } from "./wordParts.ts"

/** What was found at one step of the chain, as a sentence. */
export const findingSentence = (finding: Finding): string => {
  switch (finding.kind) {
    case "verdict":
      return sentence(finding.verdict)
    case "wishes":
      return finding.count === 1 ? "One subscription is active." : `${finding.count} subscriptions are active.`
    case "failures":
      return finding.count === 0
        ? "No failures in the error window."
        : `The recorder failed ${times(finding.count)} within ${tellDuration(finding.within)}; at ${finding.threshold} no other is started before a reset.`
    case "driver":
      return ofDriver(finding)
    case "connected":
      return "The overseer is connected."
    case "nothing holds":
      return "Nothing holds a start back."
    case "no slot needed":
      return "No slot has to be waited for."
    case "runs":
      return `A recorder runs${finding.pid === null ? "" : ` as process ${finding.pid}`}${moment("since", finding.since)}.`
    case "on air":
      return `On air${moment("since", finding.since)}.`
    case "grows":
      return "The recording grows."
    case "not asked":
      return "Not asked for yet."
    case "no recorder":
      return "No recorder is running."
    case "nobody looks":
      return "Nobody looks whether the source is on air."
    case "nothing captured":
      return "Nothing is being captured."
  }
}

const ofDriver = ({ driver, offered, runs }: Extract<Finding, { kind: "driver" }>): string => {
  if (offered === null) return `The overseer has not said yet whether it offers ${driver}.`
  if (offered) return `The overseer offers ${driver}.`
  return runs
    ? `The overseer no longer offers ${driver}; the recorder that runs goes on.`
    : `The overseer does not offer ${driver}. Add it to the overseer's actions, or archive the subscription.`
}
