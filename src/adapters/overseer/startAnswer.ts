import type { DequeueRefusal } from "../../domain/supervision/OverseerEvent.ts"
import { TaskId } from "../../domain/supervision/TaskId.ts"
import type { StartAnswer } from "../../ports/Overseer.ts"

const fullPool = "pool rejected task: pool: task rejected \u2014 limit reached and queue is full"
const duplicate = "duplicate task: already running as "
const knownId = "task already running or starting"

const rejected = "pool rejected task: "
const shutdown = "pool: shutdown"

/** What a start meets only for a while: the overseer's machine is out of processes, memory or files. */
const passing = ["resource temporarily unavailable", "cannot allocate memory", "too many open files"] as const

const isPassing = (message: string): boolean => passing.some((reason) => message.endsWith(reason))

/** What the pool says of a task that leaves its queue; any other text is why it could not be started. */
const ofPool = ["pool: ", "stopped", "purged"] as const

/** Why a task that left the queue was not started; undefined where that was not tried. */
export const dequeueRefusal = (reason: string): DequeueRefusal | undefined => {
  if (reason === shutdown) return "shutdown"
  if (reason === "" || ofPool.some((words) => reason.startsWith(words))) return undefined
  return isPassing(reason) ? "spawn" : "refused"
}

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
  if (message === `${rejected}${shutdown}`) return { _tag: "shutdown", message }
  if (message === knownId) return { _tag: "known", message }
  if (message.startsWith(rejected) && isPassing(message)) return { _tag: "spawn", message }
  return { _tag: "refused", message }
}
