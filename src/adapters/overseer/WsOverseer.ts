import { hostname } from "node:os"
import { Effect, Layer, type Redacted } from "effect"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import { type Millis, rfc3339 } from "../../domain/values/Time.ts"
import { NotTaken, Overseer } from "../../ports/Overseer.ts"
import { lived } from "../../runtime/Timeline.ts"
import * as Answers from "./Answers.ts"
import * as Backlog from "./Backlog.ts"
import type { Answer } from "./Correlation.ts"
import * as Links from "./Links.ts"
import * as ShortTasks from "./ShortTasks.ts"

/** Where the overseer is and how long to wait for it, in milliseconds. */
export interface Options {
  /** The overseer's WebSocket, such as `ws://127.0.0.1:8090/ws`. */
  readonly url: URL
  /** Sent with each dial to an overseer that asks for it; others pay no heed. */
  readonly secret?: Redacted.Redacted
  /** For the answer to a start, which waits for a process; 15 s unless given. */
  readonly startDeadline?: Millis
  /** For every other answer; 10 s unless given. */
  readonly answerDeadline?: Millis
  /** For a dial; 5 s unless given. */
  readonly openTimeout?: Millis
  /** Between pings; 5 s unless given. A connection that leaves three of them without any sign of life is lost. */
  readonly pingEvery?: Millis
  /** How much output may wait to be taken; 50,000 lines and 64 MiB unless given. */
  readonly backlog?: Backlog.Bounds
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || host.startsWith("127.")

type Fields = Readonly<Record<string, unknown>>

const make = Effect.fnUntraced(function* (options: Options) {
  const backlog = yield* Backlog.make(options.backlog ?? { lines: 50_000, bytes: 64 * 1024 * 1024 })
  const shortTasks = ShortTasks.over(backlog)
  const link = yield* Links.make(
    {
      url: options.url,
      secret: options.secret,
      openTimeout: options.openTimeout ?? 5_000,
      pingEvery: options.pingEvery ?? 5_000,
      pings: 3
    },
    shortTasks.backlog
  )
  const answerDeadline = options.answerDeadline ?? 10_000

  const encode = (type: string, id: string, fields: Fields) => JSON.stringify({ type, id, ...fields })

  const tell = Effect.fnUntraced(function* (number: number, type: string, fields: Fields) {
    const { connection, correlation } = yield* link(number)
    yield* connection.send(encode(type, correlation.nextId(), fields))
  })

  const ask = <A>(
    number: number,
    type: string,
    answer: Answer<A>,
    fields: Fields = {},
    deadline: Millis = answerDeadline
  ) =>
    Effect.flatMap(link(number), ({ connection, correlation }) =>
      correlation.ask(type, deadline, answer, (id) => connection.send(encode(type, id, fields)))
    )

  const start: Overseer["Service"]["start"] = (number, { action, params, taskId }) =>
    ask(number, "start", Answers.start(taskId), { task_id: taskId, action, params }, options.startDeadline ?? 15_000)

  return Overseer.of({
    machine: isLoopback(options.url.hostname) ? hostname() : options.url.hostname,
    news: backlog.stream,
    start,
    shortTask: (number, command, hear) => {
      const { taskId } = command
      const stop = Effect.ignore(tell(number, "stop", { task_id: taskId }))
      const begin = Effect.flatMap(start(number, command), (answer) =>
        answer._tag === "started" || answer._tag === "queued" ? Effect.void : Effect.fail(new NotTaken({ answer }))
      )
      return shortTasks
        .attend(taskId, number, hear, Effect.andThen(tell(number, "subscribe", { task_id: taskId }), begin))
        .pipe(Effect.onInterrupt(() => stop))
    },
    leave: (number) => Effect.ignore(Effect.flatMap(link(number), ({ connection }) => connection.leave)),
    stop: (number, taskId) => tell(number, "stop", { task_id: taskId }),
    subscribe: (number, taskIds) =>
      Effect.forEach(taskIds, (taskId: TaskId) => tell(number, "subscribe", { task_id: taskId }), { discard: true }),
    replay: (number, taskId, since) =>
      tell(number, "replay", { task_id: taskId, ...(since === undefined ? {} : { since: rfc3339(since) }) }),
    list: Effect.fnUntraced(function* (number) {
      const { connection } = yield* link(number)
      const askedAt = yield* lived
      const rows = yield* ask(number, "list", Answers.list)
      return { connection: number, openedAt: connection.openedAt, askedAt, rows }
    }),
    describe: (number) => ask(number, "describe", Answers.describe),
    pool: (number, action) => ask(number, "pool_info", Answers.pool, action === undefined ? {} : { action }),
    metrics: (number) => ask(number, "metrics", Answers.metrics)
  })
})

/**
 * The overseer over a WebSocket. The first dial begins with the layer; an overseer that is away stops nothing, it is dialled
 * until it is there. Lines of output are cut at 65,536 characters, and those that the overseer left unnumbered, which it only
 * shows in replays of what its filter held back, are no news.
 */
export const layer = (options: Options): Layer.Layer<Overseer> => Layer.effect(Overseer, make(options))
