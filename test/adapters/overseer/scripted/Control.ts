import { Effect } from "effect"
import type { TaskRow } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { later } from "../../../../src/domain/values/Time.ts"
import { type Client, make as makeClient } from "./Client.ts"
import type { Command, Fate, Sent } from "./Knobs.ts"
import type { Line } from "./Lines.ts"
import * as Lines from "./Lines.ts"

/** A test's hand on the scripted overseer and on the line to it. */
export const make = (client: Client) => {
  const { after, connect, drop, fates, knobs, link, now, restart, sent, server } = client
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

  return {
    knobs,
    /** Another client of the same overseer. */
    beside: Effect.map(makeClient({}, { server, knobs, sent }), ({ overseer }) => overseer),
    /** Opens the next connection now, if none is open. */
    connect: Effect.sync(connect),
    /** Closes the connection; the next one opens after `redialAfter`. */
    drop: (why = "the connection was closed (1006)") => Effect.sync(() => drop(why)),
    /** The client's process is replaced by a new one: the connection closes, and what lines were heard is forgotten. */
    newClient: Effect.sync(() => {
      drop("the client was killed")
      client.forgetLines()
    }),
    /** Swallows everything both ways; the client notices after `noticedAfter` ms (20 s unless given). */
    blackHole: (noticedAfter = 20_000) =>
      Effect.sync(() => {
        const hole = link()
        if (hole === null) return
        hole.isHole = true
        after(noticedAfter, () => link() === hole && drop("no answer to pings"))
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
    dequeue: (taskId: TaskId, reason: string) => must(() => server.dequeue(taskId, reason), `${taskId} is not queued`),
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
    connection: Effect.sync(() => link()?.number ?? null),
    rows: Effect.sync((): ReadonlyArray<TaskRow> => server.rows()),
    /** The rows whose process runs. */
    live: Effect.sync(() => server.rows().filter(({ workerState }) => workerState === "running")),
    queued: Effect.sync(() => server.rows().filter(({ state }) => state === "queued")),
    /** Tasks that got a stop while an earlier one was outstanding: each would have killed the real overseer. */
    doubleStops: Effect.sync((): ReadonlyArray<TaskId> => [...server.doubleStops]),
    /** Every time a process started while another recorded the same source. */
    doubles: Effect.sync(() => [...server.doubles])
  }
}

export type Control = ReturnType<typeof make>
