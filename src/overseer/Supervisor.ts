import { randomUUID } from "node:crypto"
import {
  Clock,
  Deferred,
  Effect,
  Fiber,
  FiberSet,
  HashMap,
  HashSet,
  Option,
  Random,
  Schedule,
  type Scope
} from "effect"
import type { Moment } from "../domain/values/Time.ts"
import * as Loop from "../runtime/Loop.ts"
import { momentBy } from "../runtime/Time.ts"
import * as Action from "./core/Action.ts"
import { answer } from "./core/Answering.ts"
import { connected, disconnected } from "./core/Connections.ts"
import { exited, output } from "./core/Exiting.ts"
import { change, type Offered } from "./core/Offering.ts"
import type { Pool } from "./core/Pool.ts"
import { expire, shortestAge } from "./core/Queueing.ts"
import { restartDue } from "./core/Respawning.ts"
import { notSpawned, spawned } from "./core/Spawning.ts"
import { type Decision, initial, type State, stay, type Turn } from "./core/State.ts"
import { drain } from "./core/Stopping.ts"
import { type ConnectionId, live, type Task } from "./core/Task.ts"
import type { Write } from "./EventLog.ts"
import { manifest } from "./manifest/Manifest.ts"
import * as Processes from "./Processes.ts"
import type { ClientMessage } from "./wire/ClientMessage.ts"
import { type ActionFault, encode } from "./wire/ServerMessage.ts"
import { timestamp } from "./wire/Shown.ts"

/** The far end of a connection. `send` never waits: it buffers, or gives the peer up. */
export interface Peer {
  readonly send: (frame: string) => void
  /** True while the peer has a good deal left to read. */
  readonly behind: () => boolean
}

/** Runs the processes and answers the clients. */
export interface Supervisor {
  readonly connect: (peer: Peer) => ConnectionId
  readonly disconnect: (connection: ConnectionId) => void
  /** Done when the message is dealt with, the fork of a process included. */
  readonly receive: (connection: ConnectionId, message: ClientMessage) => Effect.Effect<void>
  /** Offers these actions from now on, and tells everybody so, with what is wrong with their file. */
  readonly offer: (offered: ReadonlyMap<string, Offered>, faults: ReadonlyArray<ActionFault>) => void
  readonly state: () => State
}

/** How often those are looked at who hold a process up. */
const glance = "10 millis"

/** In seconds, where nothing that waits grows too old. */
const usualAge = 10

/** How long closing waits for everything to end. */
const farewell = "15 seconds"

/** A supervisor for `actions`. Closing its scope ends every process, `exited` being told on the way. */
export const make = Effect.fnUntraced(function* (
  actions: ReadonlyMap<string, Action.Action>,
  pool: Pool,
  log: Write
): Effect.fn.Return<Supervisor, never, Scope.Scope> {
  const clock = yield* Clock.Clock
  const run = yield* FiberSet.makeRuntime()
  const processes = yield* Processes.make
  const peers = new Map<ConnectionId, Peer>()
  const ended = Deferred.makeUnsafe<void>()
  let arrivals = 0
  let state = initial(actions, pool)

  const background = (work: Effect.Effect<void>) =>
    run(Effect.tapCause(work, (cause) => Effect.logError("overseer", cause)))

  /** One event, whole: the state changes and the decisions are carried out before any other event is seen. */
  const step = (event: (state: State, now: Moment) => Turn): ReadonlyArray<Fiber.Fiber<void>> => {
    const turn = event(state, momentBy(clock))
    state = turn.state
    const launches = turn.decisions.flatMap(carryOut)
    if (state.draining && !HashMap.some(state.tasks, live)) Deferred.doneUnsafe(ended, Effect.void)
    return launches.map((task) => background(launch(task)))
  }

  /** Carries a decision out; a process to be spawned is handed back, to be made when all else is done. */
  const carryOut = (decision: Decision): ReadonlyArray<Task> => {
    switch (decision._tag) {
      case "Send": {
        const frame = encode(decision.message)
        for (const connection of decision.to) peers.get(connection)?.send(frame)
        return []
      }
      case "Spawn":
        return [decision.task]
      case "Terminate":
        processes.terminate(decision.pid)
        return []
      case "RestartAfter": {
        const { millis, pid, taskId } = decision
        background(
          Effect.delay(
            happens((before) => restartDue(before, taskId, pid)),
            millis
          )
        )
        return []
      }
    }
  }

  const happens = (event: (state: State, now: Moment) => Turn) => Effect.sync(() => void step(event))

  /** Waits while someone who follows the task is behind with reading. Nobody may be for long, see `Connection`. */
  const leave = (taskId: string) => {
    const pressed = Effect.sync(() => {
      const followers = HashMap.get(state.subscribers, taskId)
      return Option.isSome(followers) && HashSet.some(followers.value, (one) => peers.get(one)?.behind() ?? false)
    })
    const wait = Effect.repeat(pressed, { while: (still) => still, schedule: Schedule.spaced(glance) })
    return Effect.flatMap(pressed, (now) => (now ? Effect.asVoid(wait) : Effect.void))
  }

  /** A fault in what is heard of a process costs that one thing, and never the care of the process. */
  const outliving =
    <Args extends ReadonlyArray<unknown>>(hear: (...args: Args) => void) =>
    (...args: Args): void => {
      try {
        hear(...args)
      } catch (fault) {
        background(Effect.die(fault))
      }
    }

  const launch = Effect.fnUntraced(function* ({ request, worker }: Task) {
    const { action, params, taskId } = request
    const chance = yield* Random.next
    const note = (event: object) => log(() => ({ ...event, task_id: taskId, ts: timestamp(momentBy(clock).wall) }))
    const listener: Processes.Listener = {
      started: outliving((pid) => {
        step((before, now) => spawned(before, taskId, pid, now))
        if (worker._tag === "Spawning" && worker.cause._tag !== "Restart") note({ type: "started", pid })
      }),
      line: outliving((pid, stream, data) => {
        step((before, now) => output(before, taskId, { pid, stream, data }, now))
        note({ type: "output", pid, stream, data })
      }),
      leave: leave(taskId),
      ended: outliving((pid, code) => {
        step((before, now) => exited(before, taskId, { pid, code, chance }, now))
        note({ type: "exited", pid, exit_code: code })
      })
    }
    yield* processes.run(Action.invocation(action, params), listener).pipe(
      Effect.catchTag("NotSpawned", ({ message }) =>
        Effect.andThen(
          Effect.logWarning(`${taskId} could not be started: ${message}`),
          happens((before, now) => notSpawned(before, taskId, message, now))
        )
      )
    )
  })

  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      step(drain)
      return Effect.timeoutOption(Effect.andThen(Deferred.await(ended), processes.gone), farewell)
    })
  )

  yield* Loop.run(
    "ages of what waits",
    Effect.suspend(() => Effect.delay(happens(expire), (shortestAge(state.pool) ?? usualAge) * 500))
  )

  return {
    connect: (peer) => {
      const connection = ++arrivals
      peers.set(connection, peer)
      step((before) => stay(connected(before, connection)))
      return connection
    },
    disconnect: (connection) => {
      peers.delete(connection)
      step((before) => stay(disconnected(before, connection)))
    },
    receive: (connection, message) =>
      Effect.suspend(() => {
        const freshId = randomUUID()
        const launches = step((before, now) => answer(before, connection, message, { freshId, manifest, now }))
        return Effect.forEach(launches, Fiber.await, { discard: true })
      }),
    offer: (offered, faults) => void step((before, now) => change(before, offered, faults, now)),
    state: () => state
  }
})
