import { Deferred, Effect } from "effect"
import type { Millis } from "../../domain/values/Time.ts"
import { NoAnswer } from "../../ports/Overseer.ts"
import type { Frame } from "./Wire.ts"

/** What makes a message the answer to a command; `undefined` for any other message. */
export type Answer<A> = (frame: Frame) => A | undefined

interface Pending {
  readonly hear: (frame: Frame) => boolean
  readonly lose: () => void
}

/**
 * The commands of one connection that await an answer. Their ids begin with `prefix`, which no other client and no other
 * connection uses, because some answers go to everybody (docs/overseer-protocol.md).
 */
export const make = (prefix: string) => {
  const pending = new Map<string, Pending>()
  let last = 0
  let isLost = false

  const nextId = (): string => `${prefix}-${++last}`

  /** Sends `command` under a new id and awaits its answer; no answer within `deadline`, or a lost connection, is NoAnswer. */
  const ask = <A, E>(
    command: string,
    deadline: Millis,
    answer: Answer<A>,
    send: (id: string) => Effect.Effect<void, E>
  ): Effect.Effect<A, E | NoAnswer> =>
    Effect.suspend(() => {
      const id = nextId()
      const noAnswer = Effect.fail(new NoAnswer({ command }))
      const waiting = Deferred.makeUnsafe<A, NoAnswer>()
      pending.set(id, {
        hear: (frame) => {
          const value = answer(frame)
          if (value !== undefined) return Deferred.doneUnsafe(waiting, Effect.succeed(value))
          return frame._tag === "error" && Deferred.doneUnsafe(waiting, noAnswer)
        },
        lose: () => {
          Deferred.doneUnsafe(waiting, noAnswer)
        }
      })
      return send(id).pipe(
        Effect.andThen(Effect.suspend(() => (isLost ? noAnswer : Deferred.await(waiting)))),
        Effect.timeoutOrElse({ duration: deadline, orElse: () => noAnswer }),
        Effect.ensuring(Effect.sync(() => pending.delete(id)))
      )
    })

  /** Gives a message to the command that it answers, if it answers one. */
  const hear = (frame: Frame): void => {
    if (!("id" in frame)) return
    const command = pending.get(frame.id)
    if (command?.hear(frame)) pending.delete(frame.id)
  }

  /** The connection is gone: whatever waits has no answer. */
  const lose = (): void => {
    isLost = true
    for (const { lose } of pending.values()) lose()
    pending.clear()
  }

  return { nextId, ask, hear, lose }
}

export type Correlation = ReturnType<typeof make>
