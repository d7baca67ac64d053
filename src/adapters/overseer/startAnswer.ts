import { TaskId } from "../../domain/supervision/TaskId.ts"
import type { StartAnswer } from "../../ports/Overseer.ts"

const fullPool = "pool rejected task: pool: task rejected \u2014 limit reached and queue is full"
const duplicate = "duplicate task: already running as "
const knownId = "task already running or starting"

const shutdown = "pool rejected task: pool: shutdown"

/** What a start meets only for a while: the overseer's machine is out of processes, memory or files. */
const passing = ["resource temporarily unavailable", "cannot allocate memory", "too many open files"] as const

/**
 * The answer that an error to a start stands for. Its text is the only thing that tells them apart (docs/overseer-protocol.md),
 * and a full pool shares its beginning with a process that could not be started.
 */
export const startAnswer = (message: string, existing: TaskId | null): StartAnswer => {
  if (message === fullPool) return { _tag: "full", message }
  if (message.startsWith(duplicate) && message.length > duplicate.length) {
    return { _tag: "duplicate", existing: existing ?? TaskId.make(message.slice(duplicate.length)), message }
  }
  if (existing !== null) return { _tag: "duplicate", existing, message }
  if (message === shutdown) return { _tag: "shutdown", message }
  if (message === knownId) return { _tag: "known", message }
  if (message.startsWith("pool rejected task: ") && passing.some((reason) => message.endsWith(reason))) {
    return { _tag: "full", message }
  }
  return { _tag: "refused", message }
}
