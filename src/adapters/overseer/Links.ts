import { Cause, Effect, Exit, Random } from "effect"
import type { Millis } from "../../domain/values/Time.ts"
import { NotConnected } from "../../ports/Overseer.ts"
import * as Loop from "../../runtime/Loop.ts"
import { lived } from "../../runtime/Timeline.ts"
import type { Backlog } from "./Backlog.ts"
import * as Connection from "./Connection.ts"
import * as Correlation from "./Correlation.ts"
import * as Receiver from "./Receiver.ts"
import * as Redial from "./Redial.ts"

/** The connection of the moment. */
export interface Link {
  readonly number: number
  readonly connection: Connection.Connection
  readonly correlation: Correlation.Correlation
}

/** A name for this client that no other client of the overseer shares. */
const makeName = Effect.map(
  Effect.all(Array.from({ length: 12 }, () => Random.nextIntBetween(0, 36, { halfOpen: true }))),
  (digits) => `sd-${digits.map((digit) => digit.toString(36)).join("")}`
)

const unforeseen = (cause: Cause.Cause<never>): Connection.Lost =>
  new Connection.Lost({
    why: Cause.hasInterruptsOnly(cause) ? "the backend is stopping" : "a fault of this program",
    fault: { kind: "other", status: null }
  })

/** Dials for ever, one connection at a time, and tells the backlog of each one's beginning and end. */
export const make = Effect.fnUntraced(function* (dialling: Connection.Dialling, backlog: Backlog) {
  const name = yield* makeName
  const receive = Receiver.make(backlog)
  let current: Link | null = null
  let number = 0
  let lastWhy = "it was not dialled yet"

  const end = Effect.fnUntraced(function* (link: Link, { fault, why }: Connection.Lost) {
    const at = yield* lived
    current = null
    lastWhy = why
    backlog.offer({ _tag: "down", connection: link.number, at, why, fault })
    link.correlation.lose()
  })

  /** One connection from its dial to its loss; succeeds with how long it lived. */
  const life = Effect.gen(function* () {
    const connection = yield* Connection.dial(dialling)
    number++
    const link: Link = { number, connection, correlation: Correlation.make(`${name}-${number}`) }
    current = link
    backlog.offer({ _tag: "up", connection: link.number, at: connection.openedAt })
    yield* Effect.logInfo(`connected to the overseer (connection ${link.number})`)
    // However it ends, that is told.
    const lost = yield* Effect.flip(
      connection.listen(receive(link.number, link.correlation), (at) =>
        backlog.offer({ _tag: "alive", connection: link.number, at })
      )
    ).pipe(Effect.onExit((exit) => end(link, Exit.isSuccess(exit) ? exit.value : unforeseen(exit.cause))))
    yield* Effect.logWarning(`lost the overseer (connection ${link.number}): ${lost.why}`)
    return (yield* lived) - connection.openedAt
  }).pipe(Effect.scoped)

  const dial = (failures: number): Effect.Effect<Millis> =>
    life.pipe(
      Effect.catchTag("Lost", ({ fault, why }) => {
        const isNew = failures === 0 || why !== lastWhy
        lastWhy = why
        backlog.offer({ _tag: "away", fault })
        const sentence = `the overseer can't be reached: ${why}`
        return Effect.as(isNew ? Effect.logWarning(sentence) : Effect.logDebug(sentence), 0)
      })
    )

  let failures = 0
  yield* Loop.run(
    "link to the overseer",
    Effect.gen(function* () {
      failures = Redial.failuresAfter(failures, yield* dial(failures))
      yield* Effect.sleep(Redial.delay(failures, yield* Random.next))
    })
  )

  /** The connection of this number, if it is the one of the moment. */
  return (wanted: number): Effect.Effect<Link, NotConnected> =>
    Effect.suspend(() => {
      if (current?.number === wanted) return Effect.succeed(current)
      return Effect.fail(new NotConnected({ reason: current === null ? lastWhy : `connection ${wanted} is gone` }))
    })
})
