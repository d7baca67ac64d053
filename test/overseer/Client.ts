import { type Duration, Effect, Schema, type Scope } from "effect"
import { type ClientOptions, WebSocket } from "ws"

/** A message as it came, decoded no further than JSON. */
export type Message = Readonly<Record<string, unknown>>

export class Silence extends Schema.TaggedError<Silence>()("Silence", {
  awaited: Schema.String,
  heard: Schema.Array(Schema.Unknown)
}) {
  override get message() {
    return `waited in vain for ${this.awaited}; heard ${JSON.stringify(this.heard).slice(0, 4000)}`
  }
}

/** A bare client of an overseer that keeps everything it hears. */
export interface Client {
  /** Prefixed ids, unique to this client. */
  readonly id: () => string
  /** Says something; an `id` is added unless the message has one. Gives the id. */
  readonly say: (message: object) => string
  readonly raw: (data: string | Uint8Array) => void
  readonly heard: ReadonlyArray<Message>
  readonly frames: ReadonlyArray<string>
  /** The first message that satisfies the test, now or later. */
  readonly hears: (
    what: string,
    test: (message: Message) => boolean,
    within?: Duration.Input
  ) => Effect.Effect<Message, Silence>
  /** Says something and waits for the answer that carries its id. */
  readonly ask: (message: object) => Effect.Effect<Message, Silence>
  /** The close code, once the connection is over. */
  readonly closed: Effect.Effect<number, Silence>
  readonly close: () => void
  readonly socket: WebSocket
}

const Object = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
const parse = Schema.decodeSync(Object)

let clients = 0

/** Dials; the connection is cut when the scope closes. */
export const connect = Effect.fnUntraced(function* (
  url: string,
  options: ClientOptions = {}
): Effect.fn.Return<Client, Silence, Scope.Scope> {
  const prefix = `c${++clients}-${process.pid}`
  const heard: Array<Message> = []
  const frames: Array<string> = []
  const waiting = new Set<() => void>()
  let code: number | undefined
  let asked = 0

  const socket = yield* Effect.acquireRelease(
    Effect.callback<WebSocket, Silence>((resume) => {
      const dialled = new WebSocket(url, { maxPayload: 0, ...options })
      dialled.once("open", () => resume(Effect.succeed(dialled)))
      dialled.once("error", ({ message }) =>
        resume(Effect.fail(new Silence({ awaited: `a socket: ${message}`, heard: [] })))
      )
    }),
    (open) => Effect.sync(() => open.terminate())
  )
  const wake = () => {
    for (const check of waiting) check()
  }
  socket.on("error", () => undefined)
  socket.on("message", (data) => {
    const frame = data.toString()
    frames.push(frame)
    heard.push(parse(frame))
    wake()
  })
  socket.on("close", (closeCode) => {
    code = closeCode
    wake()
  })

  const eventually = <A>(awaited: string, look: () => A | undefined, within: Duration.Input) =>
    Effect.callback<A>((resume) => {
      const check = () => {
        const found = look()
        if (found === undefined) return
        waiting.delete(check)
        resume(Effect.succeed(found))
      }
      waiting.add(check)
      check()
      return Effect.sync(() => waiting.delete(check))
    }).pipe(
      Effect.timeoutOrElse({
        duration: within,
        orElse: () => Effect.fail(new Silence({ awaited, heard: heard.slice(-20) }))
      })
    )

  const id = () => `${prefix}-${++asked}`
  const say: Client["say"] = (message) => {
    const whole = { id: id(), ...message }
    socket.send(JSON.stringify(whole))
    return whole.id
  }
  /** The first message from an index on that satisfies the test; each message is looked at once. */
  const scan = (from: number, test: (message: Message) => boolean) => {
    let next = from
    return () => {
      while (next < heard.length) {
        const message = heard[next++]
        if (message !== undefined && test(message)) return message
      }
      return undefined
    }
  }
  const hears: Client["hears"] = (what, test, within = "30 seconds") => eventually(what, scan(0, test), within)

  return {
    id,
    say,
    raw: (data) => socket.send(data),
    heard,
    frames,
    hears,
    ask: (message) => {
      const from = heard.length
      const mine = say(message)
      return eventually(
        `an answer to ${JSON.stringify(message)}`,
        scan(from, (answer) => answer["id"] === mine),
        "30 seconds"
      )
    },
    closed: eventually("the end of the connection", () => code, "30 seconds"),
    close: () => socket.close(1000),
    socket
  }
})

/** Matches messages of a type, about a task if one is named. */
export const of =
  (type: string, taskId?: string, more: (message: Message) => boolean = () => true) =>
  (message: Message): boolean =>
    message["type"] === type && (taskId === undefined || message["task_id"] === taskId) && more(message)
