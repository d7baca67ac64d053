import { HashMap, Schema } from "effect"
import { Instant, type Moment, type Steady } from "../../../src/domain/values/Time.ts"
import type { Action } from "../../../src/overseer/core/Action.ts"
import { answer } from "../../../src/overseer/core/Answering.ts"
import { connected, disconnected } from "../../../src/overseer/core/Connections.ts"
import { exited, output } from "../../../src/overseer/core/Exiting.ts"
import { type Limits, make, noQueue, unlimited } from "../../../src/overseer/core/Pool.ts"
import { expire } from "../../../src/overseer/core/Queueing.ts"
import { restartDue } from "../../../src/overseer/core/Respawning.ts"
import { none } from "../../../src/overseer/core/Retry.ts"
import { notSpawned, spawned } from "../../../src/overseer/core/Spawning.ts"
import { type Decision, initial, type State, type Turn } from "../../../src/overseer/core/State.ts"
import { drain } from "../../../src/overseer/core/Stopping.ts"
import type { ClientMessage } from "../../../src/overseer/wire/ClientMessage.ts"
import type { ServerMessage } from "../../../src/overseer/wire/ServerMessage.ts"

const small = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

/** Something that may happen to an overseer; the numbers choose among what there is. */
export const Event = Schema.Struct({
  kind: Schema.Literals([
    ...(["start", "start", "start", "spawned", "spawned", "spawned", "exited", "exited", "stop", "output"] as const),
    ...(["notSpawned", "reset", "restartDue", "setPool", "purge", "expire", "connect", "disconnect", "list"] as const)
  ]),
  n: small(9),
  m: small(3)
})
export type Event = typeof Event.Type

export const actionNames = ["free", "narrow", "displacing", "prohibiting"] as const

const action = (name: string): Action => ({
  name,
  parameters: [],
  dedupeKey: [],
  entrypoint: { parts: [{ text: name }] },
  command: [],
  env: [],
  conditions: { stdout: undefined, stderr: undefined },
  retry: none
})

const narrow = (limit: number, queue: Partial<typeof noQueue>): Limits => ({
  ...unlimited,
  limit,
  queue: { ...noQueue, enabled: true, maxAge: 20, ...queue }
})

const limits = new Map<string, Limits>([
  ["free", unlimited],
  ["narrow", narrow(2, { size: 3, order: "last", displace: "forced" })],
  ["displacing", narrow(1, { size: 1 })],
  ["prohibiting", narrow(1, { size: 2, displace: "nobody" })]
])

const blank: ClientMessage = {
  type: "",
  id: "r",
  action: "",
  task_id: "",
  params: {},
  force: false,
  since: "",
  limit: 0,
  queue_size: 0
}

/** An overseer without processes: what it decides is kept, and processes do as the events say. */
export class World {
  state: State = initial(new Map(actionNames.map((name) => [name, action(name)])), make(narrow(5, { size: 4 }), limits))
  readonly decisions: Array<Decision> = []
  /** Tasks whose process is being made. */
  spawning: Array<string> = []
  running: Array<{ readonly taskId: string; readonly pid: number }> = []
  restarts: Array<{ readonly taskId: string; readonly pid: number }> = []
  now = 1_000_000
  private pids = 0
  private ids = 0
  private connections = 0

  /** The wall clock of this world is set at each event, forward and back: nothing goes by it. */
  private get moment(): Moment {
    return { wall: Instant.make(1e12 + ((this.now * 7_919) % 1e9)), steady: this.now as Steady }
  }

  private take(turn: Turn): void {
    this.state = turn.state
    for (const decision of turn.decisions) {
      this.decisions.push(decision)
      if (decision._tag === "Spawn") this.spawning.push(decision.task.request.taskId)
      if (decision._tag === "RestartAfter") this.restarts.push(decision)
    }
  }

  private say(connection: number, message: Partial<ClientMessage>): void {
    const circumstances = { now: this.moment, freshId: `fresh-${++this.ids}`, manifest: () => ({}) }
    this.take(answer(this.state, connection, { ...blank, ...message }, circumstances))
  }

  private anyId(n: number): string {
    const ids = [
      ...HashMap.keys(this.state.tasks),
      ...this.state.pool.waiting.map(({ request }) => request.taskId),
      "unknown"
    ].sort()
    return ids[n % ids.length] ?? "unknown"
  }

  happen({ kind, m, n }: Event): void {
    this.now += 1000 * (m + 1)
    const connections = [...this.state.connections, 0]
    const connection = connections[n % connections.length] ?? 0
    const one = actionNames[m] ?? ""
    switch (kind) {
      case "start": {
        const policy = { restart_delay: 0, restart_jitter: 0, error_window: 0, error_threshold: m }
        const more = n % 3 === 0 ? { retry_policy: policy } : {}
        const task_id = m === 3 && n > 6 ? this.anyId(n) : ""
        this.say(connection, { type: "start", action: one, task_id, force: n % 2 === 0, ...more })
        break
      }
      case "spawned":
      case "notSpawned": {
        const taskId = this.spawning.shift()
        if (taskId === undefined) break
        if (kind === "notSpawned") this.take(notSpawned(this.state, taskId, "no such program", this.moment))
        else this.spawn(taskId)
        break
      }
      case "exited":
        this.exit(n)
        break
      case "output": {
        const process = this.running[n % Math.max(1, this.running.length)]
        if (process === undefined) break
        const line = { pid: process.pid, stream: "stdout", data: "x" } as const
        this.take(output(this.state, process.taskId, line, this.moment))
        break
      }
      case "restartDue": {
        const due = this.restarts.shift()
        if (due !== undefined) this.take(restartDue(this.state, due.taskId, due.pid))
        break
      }
      case "setPool":
        this.say(connection, { type: "set_pool", action: n < 5 ? "" : one, limit: n % 5, queue_size: m })
        break
      case "expire":
        this.take(expire(this.state, this.moment))
        break
      case "connect":
        this.state = connected(this.state, ++this.connections)
        break
      case "disconnect":
        this.state = disconnected(this.state, connection)
        break
      case "purge":
        this.say(connection, { type: "purge", action: n < 5 ? "" : one })
        break
      case "stop":
      case "reset":
      case "list":
        this.say(connection, { type: kind, task_id: this.anyId(n) })
        break
    }
  }

  private spawn(taskId: string): void {
    const pid = ++this.pids
    this.running.push({ taskId, pid })
    this.take(spawned(this.state, taskId, pid, this.moment))
  }

  private exit(n: number): void {
    const [process] = this.running.splice(n % Math.max(1, this.running.length), 1)
    if (process === undefined) return
    const ending = { pid: process.pid, code: n, chance: 0.5 }
    this.take(exited(this.state, process.taskId, ending, this.moment))
  }

  /** Told to stop, with every process obeying. */
  close(): void {
    this.take(drain(this.state, this.moment))
    for (let rounds = 0; rounds < 1000 && this.spawning.length + this.running.length > 0; rounds++) {
      this.happen({ kind: "spawned", n: 0, m: 0 })
      this.exit(0)
      this.happen({ kind: "restartDue", n: 0, m: 0 })
    }
  }

  /** Messages of one type that were sent, to somebody or nobody. */
  sent<T extends ServerMessage["type"]>(type: T) {
    return this.decisions.flatMap((decision) => (decision._tag === "Send" ? [decision.message] : [])).filter(is(type))
  }
}

const is =
  <T extends ServerMessage["type"]>(type: T) =>
  (message: ServerMessage): message is Extract<ServerMessage, { type: T }> =>
    message.type === type

/** A world with one client, or none. */
export const world = (clients: 0 | 1 = 1): World => {
  const made = new World()
  if (clients === 1) made.happen({ kind: "connect", n: 0, m: 0 })
  return made
}
