import { Deferred, Effect } from "effect"
import type { Instant } from "../../../../src/domain/values/Time.ts"
import { NoAnswer, type NotConnected } from "../../../../src/ports/Overseer.ts"
import type { Client, Clockwork } from "./Server.ts"

/** Things that arrive in the order they were sent, each after its delay. */
export const delayLine = (clockwork: Clockwork) => {
  const waiting: Array<() => void> = []
  let free = 0
  return (delay: number, arrive: () => void) => {
    const now = clockwork.now()
    const due = Math.max(now + delay, free)
    free = due
    if (due === now && waiting.length === 0) return arrive()
    waiting.push(arrive)
    clockwork.after(due - now, () => waiting.shift()?.())
  }
}

type Line = ReturnType<typeof delayLine>

/** One connection. It may be dead long before the client knows. */
export interface Link {
  readonly number: number
  readonly openedAt: Instant
  readonly toServer: Line
  readonly toClient: Line
  readonly client: Client
  /** Commands whose answers are awaited; failing them is how the loss of the link shows. */
  readonly pending: Set<() => void>
  /** Nothing passes any more, and nobody was told. */
  isHole: boolean
  /** Whether a command was sent on it. */
  isUsed: boolean
}

/** The answer to one command, or NoAnswer once the link is lost or the deadline has passed. */
export const awaitAnswer = <A>(
  link: Link,
  command: string,
  deadline: number,
  send: (answer: (value: A) => void) => void
): Effect.Effect<A, NoAnswer | NotConnected> =>
  Effect.suspend(() => {
    const answer = Deferred.makeUnsafe<A, NoAnswer>()
    const fail = () => {
      Deferred.doneUnsafe(answer, Effect.fail(new NoAnswer({ command })))
    }
    link.pending.add(fail)
    send((value) => {
      Deferred.doneUnsafe(answer, Effect.succeed(value))
    })
    return Deferred.await(answer).pipe(
      Effect.timeoutOrElse({ duration: deadline, orElse: () => Effect.fail(new NoAnswer({ command })) }),
      Effect.ensuring(Effect.sync(() => link.pending.delete(fail)))
    )
  })
