import { Effect, Schedule, Schema } from "effect"
import { type WebSocket, WebSocketServer } from "ws"
import { Instant, rfc3339 } from "../../src/domain/values/Time.ts"
import { type Crowd, pidOf, recordedOf, taskOf } from "./Crowd.ts"

const Command = Schema.fromJsonString(Schema.Struct({ type: Schema.String, id: Schema.String }))
const decode = Schema.decodeUnknownSync(Command)

const drivers = ["hls", "streamlink"]

/** Milliseconds between the heartbeats of one recorder, the product's default. */
const heartbeatEvery = 30_000

const fileOf = (source: number) => `hls/source_${source}/2026-01-01_00-00-00/2026-01-01_00-00-00_00000.ts`

/** The time so many milliseconds from now. */
const clock = (later = 0): string => rfc3339(Instant.make(performance.timeOrigin + performance.now() + later))

/**
 * An overseer whose recorders run since an hour and go on for ever: it lists them, and each says that it lives in its time.
 * Quiet ones say nothing but their beginning.
 */
export const recorders = Effect.fnUntraced(function* (quiet: boolean, crowd: Crowd) {
  const recorded = recordedOf(crowd)
  const clients = new Set<WebSocket>()
  const server = yield* Effect.acquireRelease(
    Effect.callback<WebSocketServer>((resume) => {
      const listening: WebSocketServer = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () =>
        resume(Effect.succeed(listening))
      )
    }),
    (listening) =>
      Effect.callback<void>((resume) => {
        for (const client of clients) client.terminate()
        listening.close(() => resume(Effect.void))
      })
  )
  const startedAt = clock(-3_600_000)
  let seq = 0

  const say = (client: WebSocket, source: number, fields: Readonly<Record<string, string>>) =>
    client.send(
      JSON.stringify({
        type: "output",
        task_id: taskOf(source),
        pid: pidOf(source),
        stream: "stdout",
        data: JSON.stringify(fields),
        seq: ++seq,
        ts: clock()
      })
    )
  const begin = (client: WebSocket, source: number) => {
    say(client, source, { event: "SESSION START", time: startedAt, resolution: "720p/30fps" })
    say(client, source, { event: "RECORDING START", time: startedAt, recording: "0" })
    say(client, source, {
      event: "SEGMENT START",
      file: fileOf(source),
      recording: "0",
      segment: "0",
      // Recorders that cut segments count as stalled when they are silent.
      ...(quiet ? {} : { target_duration: "00:05:00" })
    })
  }
  const beat = (client: WebSocket, source: number) =>
    say(client, source, {
      event: "HEARTBEAT",
      file: fileOf(source),
      recording: "0",
      segment: "0",
      bytes_written: `${seq}000000`
    })

  const answer = (type: string, id: string): object | null => {
    switch (type) {
      case "list":
        return {
          type: "tasks",
          id,
          tasks: recorded.map((source) => ({
            task_id: taskOf(source),
            action: "hls",
            params: { source: `source_${source}` },
            state: "active",
            current_pid: pidOf(source),
            worker_state: "running",
            restart_count: 0,
            created_at: startedAt,
            last_started_at: startedAt
          }))
        }
      case "describe":
        return { type: "actions", id, actions: drivers.map((name) => ({ name, params: { source: {}, out: {} } })) }
      case "pool_info":
        return { type: "pool_info", id, pool: { limit: 0, running: recorded.length, queue_depth: 0 } }
      case "metrics":
        return { type: "metrics", id, global: {} }
      default:
        return null
    }
  }

  server.on("connection", (client) => {
    clients.add(client)
    client.on("close", () => clients.delete(client))
    client.on("error", () => undefined)
    let begun = false
    client.on("message", (data) => {
      const { id, type } = decode(String(data))
      const told = answer(type, id)
      if (told !== null) client.send(JSON.stringify(told))
      if (type !== "describe" || begun) return
      begun = true
      for (const source of recorded) begin(client, source)
    })
  })

  let turn = 0
  const next = Effect.sync(() => {
    const source = recorded[turn++ % recorded.length]
    if (source !== undefined) for (const client of clients) beat(client, source)
  })
  if (!quiet) {
    yield* next.pipe(Effect.repeat(Schedule.fixed(heartbeatEvery / recorded.length)), Effect.forkScoped)
  }

  /** Lets recorders print so many lines of 200 characters a second for so many seconds; gives how many there were. */
  const print = Effect.fnUntraced(function* (rate: number, seconds: number) {
    const line = { level: "info", msg: "x".repeat(200) }
    const began = performance.now()
    let sent = 0
    yield* Effect.sync(() => {
      const due = Math.min(rate * seconds, Math.floor(((performance.now() - began) / 1000) * rate))
      for (; sent < due; sent++) {
        const source = recorded[sent % recorded.length]
        if (source !== undefined) for (const client of clients) say(client, source, line)
      }
    }).pipe(Effect.repeat({ schedule: Schedule.spaced("5 millis"), while: () => sent < rate * seconds }))
    return sent
  })

  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : yield* Effect.die(new Error("no port"))
  return { port, print }
})
