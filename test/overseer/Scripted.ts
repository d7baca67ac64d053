import { Clock, Context, Effect, FiberSet, Layer, Queue, Stream } from "effect"
import * as Sequences from "../../src/adapters/overseer/Sequences.ts"
import type { OverseerEvent, TaskRow } from "../../src/domain/OverseerEvent.ts"
import type { TaskId } from "../../src/domain/TaskId.ts"
import { type Instant, later } from "../../src/domain/Time.ts"
import {
  type DriverInfo,
  NotConnected,
  Overseer,
  type OverseerNews,
  type StartAnswer
} from "../../src/ports/Overseer.ts"
import type { Line } from "./scripted/Lines.ts"
import * as Lines from "./scripted/Lines.ts"
import { awaitAnswer, delayLine, type Link } from "./scripted/Link.ts"
import * as Server from "./scripted/Server.ts"

/** A command as the client sent it, whether or not it arrived. */
export type Sent = { readonly at: Instant; readonly connection: number } & (
  | ({ readonly _tag: "start" } & Server.StartCommand)
  | { readonly _tag: "stop" | "replay"; readonly taskId: TaskId }
  | { readonly _tag: "subscribe"; readonly taskIds: ReadonlyArray<TaskId> }
  | { readonly _tag: "list" | "describe" | "pool" | "metrics" }
)

type Command = Sent["_tag"]

/**
 * What becomes of one command. `lost`: the connection dies as it is written, it never arrives. `late`: the connection dies, and
 * the command arrives `ms` later all the same. `unanswered`: it is worked, and the connection dies before the answer.
 * `ignored`: it never arrives, the connection lives on. `slow`: the overseer takes `ms` to get to it, what follows waits behind.
 * `answeredLate`: worked at once; its answer, and whatever the overseer says after it, comes `ms` later.
 */
export type Fate =
  | { readonly _tag: "lost" | "unanswered" | "ignored" }
  | { readonly _tag: "late" | "slow" | "answeredLate"; readonly ms: number }

/** What a test may turn at any time. All times in milliseconds. */
export interface Knobs extends Server.ServerKnobs {
  /** How long every command travels. */
  toOverseer: number
  /** How long every answer and event travels. */
  toClient: number
  /** How long after a loss the next connection is open; null is never, until `connect`. */
  redialAfter: number | null
  startDeadline: number
  deadline: number
  /** How far the overseer's clock runs ahead of ours. */
  skew: number
}

export interface Options extends Partial<Knobs> {
  /** Whether the first connection is open from the beginning; true unless given. */
  readonly connected?: boolean
}

const hls: DriverInfo = {
  name: "hls",
  description: null,
  params: {
    source: {},
    out: {},
    resolution: { default: "720", validate: 'value in ["480", "720", "1080"]' },
    check_interval: { default: "1m" },
    segment_length: { default: "0" },
    heartbeat_interval: { default: "30s" }
  },
  dedupeKey: ["source"],
  limit: 0
}

const make = (options: Options) =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const fork = yield* FiberSet.makeRuntime()
    const news = yield* Queue.unbounded<OverseerNews>()
    const knobs: Knobs = {
      limit: 0,
      queueSize: 0,
      displace: true,
      stopTakes: 0,
      stopCode: 0,
      panics: false,
      drivers: [hls],
      refusals: new Map(),
      toOverseer: 0,
      toClient: 0,
      redialAfter: 300,
      startDeadline: 15_000,
      deadline: 10_000,
      skew: 0,
      ...options
    }
    const now = () => clock.currentTimeMillisUnsafe() as Instant
    const after = (millis: number, run: () => void) => {
      if (millis <= 0) return run()
      fork(Effect.andThen(Effect.sleep(millis), Effect.sync(run)))
    }
    const clockwork = { now, after }
    let sequences = Sequences.make()
    const sent: Array<Sent> = []
    const fates: Array<{ readonly command: Command; readonly fate: Fate }> = []
    let link: Link | null = null
    let connections = 0

    const server = Server.make({ now: () => later(now(), knobs.skew), after }, knobs, () => restart())

    const tell = (item: OverseerNews) => Queue.offerUnsafe(news, item)

    const missed = (taskId: TaskId, lines: number) => lines > 0 && tell({ _tag: "missed", taskId, lines })

    const hear = (connection: number, event: OverseerEvent) => {
      if (event._tag === "output" && event.seq !== null) {
        const heard = sequences.hear(event.taskId, event.seq, now())
        missed(event.taskId, heard.missed)
        if (!heard.fresh) return
      }
      if (event._tag === "exited") missed(event.taskId, sequences.close(event.taskId))
      tell({ _tag: "event", connection, event, heardAt: now() })
    }

    const connect = () => {
      if (link !== null) return
      const number = ++connections
      const toClient = delayLine(clockwork)
      const opened: Link = {
        number,
        openedAt: now(),
        toServer: delayLine(clockwork),
        toClient,
        pending: new Set(),
        isHole: false,
        client: {
          hear: (event) => toClient(knobs.toClient, () => link === opened && !opened.isHole && hear(number, event)),
          isOpen: () => link === opened,
          subscriptions: new Set()
        }
      }
      link = opened
      server.clients.add(opened.client)
      tell({ _tag: "up", connection: number, at: now() })
    }

    const drop = (why: string) => {
      const lost = link
      if (lost === null) return
      link = null
      server.clients.delete(lost.client)
      tell({ _tag: "down", connection: lost.number, at: now(), why })
      for (const fail of lost.pending) fail()
      if (knobs.redialAfter !== null) after(Math.max(1, knobs.redialAfter), connect)
    }

    const restart = () => {
      server.forget()
      drop("the connection was closed (1006)")
    }

    /** Takes one command to the overseer, through whatever fate was laid on it. */
    const deliver = (on: Link, command: Sent, work: (respond: (run: () => void) => void) => void) => {
      sent.push(command)
      const index = fates.findIndex((each) => each.command === command._tag)
      const [laid] = index < 0 ? [] : fates.splice(index, 1)
      const fate = laid?.fate
      const die = () => link === on && drop("the connection was reset by the peer")
      const respond = (run: () => void) => on.toClient(knobs.toClient, () => link === on && !on.isHole && run())
      if (fate?._tag === "lost") return die()
      if (fate?._tag === "late") {
        die()
        return after(fate.ms, () => work(() => undefined))
      }
      if (fate?._tag === "ignored") return
      const delay = knobs.toOverseer + (fate?._tag === "slow" ? fate.ms : 0)
      on.toServer(delay, () => {
        if (on.isHole) return
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

    const send = (connection: number, command: (at: Instant) => Sent, work: (to: Link) => void) =>
      Effect.map(on(connection), (to) => deliver(to, command(now()), () => work(to)))

    const ask = <A>(connection: number, tag: Command, command: (at: Instant) => Sent, work: (to: Link) => A) =>
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
      (at: Instant): Sent => ({
        _tag,
        at,
        connection
      })

    const overseer = Overseer.of({
      news: Stream.fromQueue(news),
      start: (connection, command) =>
        ask<StartAnswer>(
          connection,
          "start",
          (at) => ({ _tag: "start", at, connection, ...command }),
          (to) => server.start(to.client, command)
        ),
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
      replay: (connection, taskId) =>
        send(
          connection,
          (at) => ({ _tag: "replay", at, connection, taskId }),
          (to) => server.replay(to.client, taskId)
        ),
      list: (connection) =>
        Effect.suspend(() => {
          const askedAt = now()
          return ask(connection, "list", plain(connection, "list"), (to) => ({
            connection,
            openedAt: to.openedAt,
            askedAt,
            rows: server.rows()
          }))
        }),
      describe: (connection) => ask(connection, "describe", plain(connection, "describe"), () => knobs.drivers),
      pool: (connection) => ask(connection, "pool", plain(connection, "pool"), server.pool),
      metrics: (connection) => ask(connection, "metrics", plain(connection, "metrics"), server.metrics)
    })

    if (options.connected !== false) connect()

    const says = (taskId: TaskId, ...lines: ReadonlyArray<string | Line>) =>
      Effect.suspend(() => {
        for (const line of lines) {
          const text = typeof line === "string" ? line : line(later(now(), knobs.skew))
          if (!server.say(taskId, text, "stdout")) return Effect.die(new Error(`${taskId} does not run`))
        }
        return Effect.void
      })

    const fileOf = (taskId: TaskId) => `/recordings/hls/testcard/session/${taskId}_00000.ts`

    const must = (happened: () => boolean, otherwise: string) =>
      Effect.suspend(() => (happened() ? Effect.void : Effect.die(new Error(otherwise))))

    const control = {
      knobs,
      /** Opens the next connection now, if none is open. */
      connect: Effect.sync(connect),
      /** Closes the connection; the next one opens after `redialAfter`. */
      drop: (why = "the connection was closed (1006)") => Effect.sync(() => drop(why)),
      /** The client's process is replaced by a new one: the connection closes, and what lines were heard is forgotten. */
      newClient: Effect.sync(() => {
        drop("the client was killed")
        sequences = Sequences.make()
      }),
      /** Swallows everything both ways; the client notices after `noticedAfter` ms (20 s unless given). */
      blackHole: (noticedAfter = 20_000) =>
        Effect.sync(() => {
          const hole = link
          if (hole === null) return
          hole.isHole = true
          after(noticedAfter, () => link === hole && drop("no answer to pings"))
        }),
      /** The overseer dies with all its processes and comes back knowing nothing. */
      restart: Effect.sync(restart),
      /** Lays a fate on the next command of its kind; several are used up in order. */
      next: (command: Command, fate: Fate) => Effect.sync(() => void fates.push({ command, fate })),
      /** Takes back every fate that still waits for its command. */
      calm: Effect.sync(() => void fates.splice(0)),
      /** Answers every start of an action with this text; `accept` takes it back. */
      refuse: (action: string, message: string) => Effect.sync(() => void knobs.refusals.set(action, message)),
      accept: (action: string) => Effect.sync(() => void knobs.refusals.delete(action)),

      /** A recorder ends by itself, or, when a stop was sent, because of it. */
      exit: (taskId: TaskId, code: number) => must(() => server.exit(taskId, code), `${taskId} does not run`),
      /** A waiting task falls out of the queue. */
      dequeue: (taskId: TaskId, reason: string) =>
        must(() => server.dequeue(taskId, reason), `${taskId} is not queued`),
      /** A task that another client starts; it obeys pool, queue and dedupe like any. */
      startForeign: (taskId: TaskId, action: string, params: Readonly<Record<string, string>>) =>
        Effect.sync(() =>
          server.start(
            { hear: () => undefined, isOpen: () => false, subscriptions: new Set() },
            { taskId, action, params }
          )
        ),

      /** Prints lines; those of `Lines` carry the overseer's time. Dies when the task does not run. */
      says,
      startsRecording: (taskId: TaskId) =>
        says(taskId, Lines.sessionStart, Lines.recordingStart(), Lines.segmentStart(fileOf(taskId))),
      heartbeat: (taskId: TaskId, bytes: number) => says(taskId, Lines.heartbeat(fileOf(taskId), bytes)),
      endsRecording: (taskId: TaskId) =>
        says(taskId, Lines.segmentFinish(fileOf(taskId), "stream_end"), Lines.recordingEnd(), Lines.sessionEnd),
      sleeps: (taskId: TaskId) => says(taskId, Lines.sleep()),

      /** Every command sent, in order. */
      sent: Effect.sync((): ReadonlyArray<Sent> => [...sent]),
      starts: Effect.sync(() => sent.filter((command) => command._tag === "start")),
      stops: Effect.sync(() => sent.filter((command) => command._tag === "stop")),
      connection: Effect.sync(() => link?.number ?? null),
      rows: Effect.sync((): ReadonlyArray<TaskRow> => server.rows()),
      /** The rows whose process runs. */
      live: Effect.sync(() => server.rows().filter(({ workerState }) => workerState === "running")),
      queued: Effect.sync(() => server.rows().filter(({ state }) => state === "queued")),
      /** Tasks that got a stop while an earlier one was outstanding: each would have killed the real overseer. */
      doubleStops: Effect.sync((): ReadonlyArray<TaskId> => [...server.doubleStops]),
      /** Every time a process started while another recorded the same source. */
      doubles: Effect.sync(() => [...server.doubles])
    }
    return { overseer, control }
  })

type Made = Effect.Success<ReturnType<typeof make>>

/** The test's hand on the scripted overseer. */
export class ScriptedOverseer extends Context.Service<ScriptedOverseer, Made["control"]>()(
  "sticky-dvr/test/ScriptedOverseer"
) {}

/**
 * An overseer in memory that behaves as the protocol says, under the test's clock: pool and queue, dedupe, single-use ids,
 * unacknowledged stops, subscriptions that end with their connection. A start is answered at once unless told otherwise.
 */
export const layer = (options: Options = {}): Layer.Layer<Overseer | ScriptedOverseer> =>
  Layer.effectContext(
    Effect.map(make(options), ({ control, overseer }) =>
      Context.make(Overseer, overseer).pipe(Context.add(ScriptedOverseer, control))
    )
  )
