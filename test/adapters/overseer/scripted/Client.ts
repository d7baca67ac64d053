import { Clock, Effect, FiberSet, Queue, Stream } from "effect"
import * as Sequences from "../../../../src/adapters/overseer/Sequences.ts"
import type { OverseerEvent } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { type Instant, later } from "../../../../src/domain/values/Time.ts"
import { NotConnected, Overseer, type OverseerNews, type StartAnswer } from "../../../../src/ports/Overseer.ts"
import { timeline } from "../../../../src/runtime/Timeline.ts"
import * as Knobs from "./Knobs.ts"
import { awaitAnswer, delayLine, type Link } from "./Link.ts"
import * as Server from "./Server.ts"

const pingEvery = 5_000

/**
 * A client of the scripted overseer, and what a test needs to play with the line between them. `beside` is another client, whose
 * overseer and knobs this one shares; what either sends is counted together.
 */
export const make = (
  options: Knobs.Options,
  beside?: { readonly server: Server.Server; readonly knobs: Knobs.Knobs; readonly sent: Array<Knobs.Sent> }
) =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const fork = yield* FiberSet.makeRuntime()
    const news = yield* Queue.unbounded<OverseerNews>()
    const knobs = beside?.knobs ?? Knobs.knobs(options)
    const now = () => clock.currentTimeMillisUnsafe() as Instant
    const time = yield* timeline
    const after = (millis: number, run: () => void) => {
      if (millis <= 0) return run()
      fork(Effect.andThen(Effect.sleep(millis), Effect.sync(run)))
    }
    const clockwork = { now: time.now, after }
    let sequences = Sequences.make()
    const sent = beside?.sent ?? []
    const fates: Array<{ readonly command: Knobs.Command; readonly fate: Knobs.Fate }> = []
    let link: Link | null = null
    let connections = 0
    /** What is under way to an overseer that dies never reaches the next one. */
    let lives = 0

    const server = beside?.server ?? Server.make({ now: () => later(now(), knobs.skew), after }, knobs, () => restart())

    const tell = (item: OverseerNews) => Queue.offerUnsafe(news, item)

    const missed = (taskId: TaskId, lines: number) => lines > 0 && tell({ _tag: "missed", taskId, lines })

    const hear = (connection: number, event: OverseerEvent) => {
      if (event._tag === "output" && event.seq !== null) {
        const heard = sequences.hear(event.taskId, event.seq, time.now())
        missed(event.taskId, heard.missed)
        if (!heard.fresh) return
      }
      if (event._tag === "exited") missed(event.taskId, sequences.close(event.taskId))
      tell({ _tag: "event", connection, event, heardAt: time.now() })
    }

    const connect = () => {
      if (link !== null) return
      const number = ++connections
      const toClient = delayLine(clockwork)
      const opened: Link = {
        number,
        openedAt: time.now(),
        toServer: delayLine(clockwork),
        toClient,
        pending: new Set(),
        isHole: false,
        isUsed: false,
        client: {
          hear: (event) => toClient(knobs.toClient, () => link === opened && !opened.isHole && hear(number, event)),
          isOpen: () => link === opened,
          subscriptions: new Set()
        }
      }
      link = opened
      server.clients.add(opened.client)
      tell({ _tag: "up", connection: number, at: time.now() })
    }

    /** What the pings of the real client tell of a line that is not dead. */
    const beat = (on: Link): void => {
      if (link !== on) return
      if (!on.isHole) tell({ _tag: "alive", connection: on.number, at: time.now() })
      after(pingEvery, () => beat(on))
    }

    const drop = (why: string) => {
      const lost = link
      if (lost === null) return
      link = null
      server.clients.delete(lost.client)
      tell({ _tag: "down", connection: lost.number, at: time.now(), why, fault: { kind: "broken", status: null } })
      for (const fail of lost.pending) fail()
      if (knobs.redialAfter !== null) after(Math.max(1, knobs.redialAfter), connect)
    }

    const restart = () => {
      lives++
      server.forget()
      drop("the connection was closed (1006)")
    }

    /** Takes one command to the overseer, through whatever fate was laid on it. */
    const deliver = (on: Link, command: Knobs.Sent, work: (respond: (run: () => void) => void) => void) => {
      // Not before somebody uses the line: a test may set the clock to its own time first.
      if (!on.isUsed) after(pingEvery, () => beat(on))
      on.isUsed = true
      sent.push(command)
      const index = fates.findIndex((each) => each.command === command._tag)
      const [laid] = index < 0 ? [] : fates.splice(index, 1)
      const fate = laid?.fate
      const life = lives
      const die = () => link === on && drop("the connection was reset by the peer")
      const respond = (run: () => void) => on.toClient(knobs.toClient, () => link === on && !on.isHole && run())
      if (fate?._tag === "lost") return die()
      if (fate?._tag === "late") {
        die()
        return after(fate.ms, () => lives === life && work(() => undefined))
      }
      if (fate?._tag === "ignored") return
      const delay = knobs.toOverseer + (fate?._tag === "slow" ? fate.ms : 0)
      on.toServer(delay, () => {
        if (on.isHole || lives !== life) return
        if (fate?._tag === "answeredLate") on.toClient(fate.ms, () => undefined)
        if (fate?._tag === "unanswered") on.isHole = true
        work(respond)
        if (fate?._tag === "unanswered") die()
      })
    }

    const on = (connection: number) =>
      Effect.suspend(() =>
        link?.number === connection
          ? Effect.succeed(link)
          : Effect.fail(new NotConnected({ reason: `connection ${connection} is gone` }))
      )

    const send = (connection: number, command: (at: Instant) => Knobs.Sent, work: (to: Link) => void) =>
      Effect.map(on(connection), (to) => deliver(to, command(now()), () => work(to)))

    const ask = <A>(
      connection: number,
      tag: Knobs.Command,
      command: (at: Instant) => Knobs.Sent,
      work: (to: Link) => A
    ) =>
      Effect.flatMap(on(connection), (to) =>
        awaitAnswer<A>(to, tag, tag === "start" ? knobs.startDeadline : knobs.deadline, (answer) =>
          deliver(to, command(now()), (respond) => {
            const value = work(to)
            respond(() => answer(value))
          })
        )
      )

    const plain =
      (connection: number, _tag: "list" | "describe" | "pool" | "metrics") =>
      (at: Instant): Knobs.Sent => ({
        _tag,
        at,
        connection
      })

    const overseer = Overseer.of({
      machine: "recorder-1",
      news: Stream.fromQueue(news),
      start: (connection, command) =>
        ask<StartAnswer>(
          connection,
          "start",
          (at) => ({ _tag: "start", at, connection, ...command }),
          (to) => server.start(to.client, command)
        ),
      shortTask: (connection, command, hear) => Effect.andThen(on(connection), knobs.shortTask(command, hear)),
      leave: (connection) =>
        Effect.sync(() => {
          if (link?.number === connection) drop("it was left")
        }),
      stop: (connection, taskId) =>
        send(
          connection,
          (at) => ({ _tag: "stop", at, connection, taskId }),
          () => server.stop(taskId)
        ),
      subscribe: (connection, taskIds) =>
        send(
          connection,
          (at) => ({ _tag: "subscribe", at, connection, taskIds }),
          (to) => {
            for (const taskId of taskIds) to.client.subscriptions.add(taskId)
          }
        ),
      replay: (connection, taskId, since) =>
        send(
          connection,
          (at) => ({ _tag: "replay", at, connection, taskId, since: since ?? null }),
          (to) => server.replay(to.client, taskId, since)
        ),
      list: (connection) =>
        Effect.suspend(() => {
          const askedAt = time.now()
          return ask(connection, "list", plain(connection, "list"), (to) => ({
            connection,
            openedAt: to.openedAt,
            askedAt,
            rows: server.rows()
          }))
        }),
      describe: (connection) =>
        ask(connection, "describe", plain(connection, "describe"), () => ({
          drivers: Knobs.described(knobs),
          faults: []
        })),
      pool: (connection, action) => ask(connection, "pool", plain(connection, "pool"), () => server.pool(action)),
      metrics: (connection) => ask(connection, "metrics", plain(connection, "metrics"), server.metrics)
    })

    if (options.connected !== false) connect()
    else tell({ _tag: "away", fault: { kind: "http", status: 403 } })

    return {
      overseer,
      server,
      knobs,
      sent,
      fates,
      now,
      connect,
      drop,
      restart,
      after,
      link: () => link,
      forgetLines: () => {
        sequences = Sequences.make()
      }
    }
  })

export type Client = Effect.Success<ReturnType<typeof make>>
