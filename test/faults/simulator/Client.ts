import { Effect, Queue, Stream } from "effect"
import * as Redial from "../../../src/adapters/overseer/Redial.ts"
import * as Sequences from "../../../src/adapters/overseer/Sequences.ts"
import type { OverseerEvent } from "../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { NoAnswer, NotConnected, Overseer, type OverseerNews } from "../../../src/ports/Overseer.ts"
import type { Overseer as SimulatedOverseer } from "./overseer/Overseer.ts"
import type { Peer, Start } from "./overseer/Task.ts"
import type { Random } from "./Random.ts"
import type { Process } from "./Runtime.ts"
import type { Timeline } from "./Timeline.ts"
import { type Command, makeWire, type Weather, type Wire } from "./Wire.ts"

/** What is to be known of a backend's words with the overseer, beside what it gets to know itself. */
export interface Spy {
  /** A start or stop is handed to an open connection. */
  readonly starting: (command: Start, connection: number) => void
  /** `listedAt` is when that connection last brought a list. */
  readonly stopping: (taskId: TaskId, connection: number, listedAt: number) => void
  readonly closed: (connection: number) => void
  /** The backend was told something of a task. */
  readonly told: (taskId: TaskId, event: OverseerEvent | "answer" | "row", connection: number) => void
}

interface Link {
  readonly number: number
  readonly wire: Wire
  /** The overseer's life in which it was opened: no other ever gets what is sent on it. */
  readonly life: number
  readonly peer: Peer
  readonly openedAt: Instant
  readonly upSince: number
  readonly pending: Set<() => void>
  listedAt: number
}

interface Deps {
  readonly timeline: Timeline
  readonly process: Process
  readonly random: Random
  readonly overseer: SimulatedOverseer
  readonly weather: Weather
  /** How long a process takes to be forked. */
  readonly forkTakes: () => number
  readonly drivers: () => Effect.Success<ReturnType<Overseer["Service"]["describe"]>>["drivers"]
  readonly name: string
  readonly spy: Spy
}

const pingEvery = 5_000
/** So many pings without any sign of life are a dead connection. */
const pings = 3

/** The port to the simulated overseer, over one connection that is dialled again whenever it is lost. */
export const makeClient = (deps: Deps) => {
  const { name, overseer, process, random, spy, timeline, weather } = deps
  const news = process.now(Queue.unbounded<OverseerNews>())
  const { time } = process
  const sequences = Sequences.make()
  let link: Link | null = null
  let number = 0
  let failures = 0
  let isOver = false

  const tell = (item: OverseerNews) => !isOver && Queue.offerUnsafe(news, item)
  const missed = (taskId: TaskId, lines: number) => lines > 0 && tell({ _tag: "missed", taskId, lines })

  const hear = (connection: number, event: OverseerEvent) => {
    if (event._tag === "output" && event.seq !== null) {
      const heard = sequences.hear(event.taskId, event.seq, time.now())
      missed(event.taskId, heard.missed)
      if (!heard.fresh) return
    }
    if (event._tag === "exited") missed(event.taskId, sequences.close(event.taskId))
    spy.told(event.taskId, event, connection)
    tell({ _tag: "event", connection, event, heardAt: time.now() })
  }

  const dial = (): void => {
    if (isOver || link !== null) return
    if (!overseer.isOpen()) {
      redial(0)
      return
    }
    const mine = ++number
    const begun = timeline.now()
    const life = overseer.life()
    const pending = new Set<() => void>()
    const wire = makeWire(timeline, random, weather, (why) => {
      overseer.peers.delete(peer)
      spy.closed(mine)
      if (link?.number !== mine) return
      link = null
      tell({ _tag: "down", connection: mine, at: time.now(), why, fault: { kind: "broken", status: null } })
      for (const lose of pending) lose()
      redial(timeline.now() - begun)
    })
    let unanswered = 0
    const beat = () => {
      if (link?.number !== mine) return
      if (unanswered >= pings) return wire.drop(`${pings} pings in a row went unanswered`)
      if (unanswered === 0) tell({ _tag: "alive", connection: mine, at: time.now() })
      unanswered++
      wire.ping(heard)
      timeline.after(pingEvery, beat)
    }
    const heard = () => {
      unanswered = 0
    }
    const peer: Peer = {
      name: `${name}/${mine}`,
      subscriptions: new Set(),
      isOpen: wire.isOpen,
      hear: (event) => {
        const take = () => {
          heard()
          hear(mine, event)
        }
        wire.tell(take, event._tag === "started" || event._tag === "queued")
      }
    }
    overseer.peers.add(peer)
    link = {
      number: mine,
      wire,
      life,
      peer,
      openedAt: time.now(),
      upSince: timeline.now(),
      pending,
      listedAt: Number.NEGATIVE_INFINITY
    }
    tell({ _tag: "up", connection: mine, at: time.now() })
    timeline.after(pingEvery, beat)
  }

  const redial = (lived: number): void => {
    failures = Redial.failuresAfter(failures, lived)
    timeline.after(Redial.delay(failures, random.next()), dial)
  }

  timeline.after(random.between(1, 50), dial)

  const on = (connection: number) =>
    Effect.suspend(() =>
      link?.number === connection && !isOver
        ? Effect.succeed(link)
        : Effect.fail(new NotConnected({ reason: `connection ${connection} is gone` }))
    )

  /** Whether what arrives finds the process that the connection was made with. */
  const reaches = (to: Link): boolean => to.life === overseer.life()

  const send = (connection: number, kind: Command, work: (to: Link) => void) =>
    Effect.map(on(connection), (to) => to.wire.send(kind, () => reaches(to) && work(to)))

  const ask = <A>(connection: number, command: Command, work: (to: Link) => A, heard?: (answer: A) => void) =>
    Effect.flatMap(on(connection), (to) =>
      Effect.callback<A, NoAnswer>((resume) => {
        const fail = () => done(Effect.fail(new NoAnswer({ command })))
        const takeBack = timeline.after(command === "start" ? 15_000 : 10_000, fail)
        const forget = () => {
          takeBack()
          to.pending.delete(fail)
        }
        const done = (outcome: Effect.Effect<A, NoAnswer>) => {
          forget()
          resume(outcome)
        }
        to.pending.add(fail)
        to.wire.send(
          command,
          (isHeard) => {
            if (!reaches(to)) return
            const answer = work(to)
            if (!isHeard) return
            to.wire.answer(() => {
              if (!to.pending.has(fail)) return
              heard?.(answer)
              done(Effect.succeed(answer))
            })
          },
          command === "start" ? deps.forkTakes() : 0
        )
        return Effect.sync(forget)
      })
    )

  const port = Overseer.of({
    machine: null,
    news: Stream.fromQueue(news),
    start: (connection, command) =>
      Effect.tap(on(connection), () => Effect.sync(() => spy.starting(command, connection))).pipe(
        Effect.andThen(
          ask(
            connection,
            "start",
            ({ peer }) => overseer.start(peer, command),
            () => spy.told(command.taskId, "answer", connection)
          )
        )
      ),
    shortTask: () => Effect.die("unused"),
    leave: (connection) =>
      Effect.sync(() => {
        if (link?.number === connection && !isOver) link.wire.drop("it was left")
      }),
    stop: (connection, taskId) =>
      Effect.tap(on(connection), ({ listedAt }) => Effect.sync(() => spy.stopping(taskId, connection, listedAt))).pipe(
        Effect.andThen(send(connection, "stop", ({ peer }) => overseer.stop(peer.name, taskId)))
      ),
    subscribe: (connection, taskIds) =>
      send(connection, "subscribe", ({ peer }) => {
        for (const taskId of taskIds) peer.subscriptions.add(taskId)
      }),
    replay: (connection, taskId, since) =>
      send(connection, "other", ({ peer }) => overseer.replay(peer, taskId, since)),
    list: (connection) =>
      Effect.suspend(() => {
        const askedAt = time.now()
        return ask(
          connection,
          "list",
          ({ openedAt }) => ({ connection, openedAt, askedAt, rows: overseer.rows() }),
          ({ rows }) => {
            if (link?.number === connection) link.listedAt = timeline.now()
            for (const { taskId } of rows) spy.told(taskId, "row", connection)
          }
        )
      }),
    describe: (connection) => ask(connection, "other", () => ({ drivers: deps.drivers(), faults: [] })),
    pool: (connection, action) => ask(connection, "other", () => overseer.pool(action)),
    metrics: (connection) => ask(connection, "other", () => ({}))
  })

  return {
    port,
    wire: () => link?.wire,
    /** Since when there is a connection, in time that nobody sets. */
    upSince: () => link?.upSince,
    /** The backend's process is gone, and its sockets with it. */
    kill: (): void => {
      isOver = true
      link?.wire.drop("the backend is gone")
    }
  }
}

export type Client = ReturnType<typeof makeClient>
