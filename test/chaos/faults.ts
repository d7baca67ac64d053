import { Effect } from "effect"
import type { Random } from "../faults/simulator/Random.ts"
import type { Air, Origin } from "./Origin.ts"
import type { Manner } from "./Relay.ts"
import type { Stack } from "./Stack.ts"
import type { Role, Table } from "./Table.ts"

/** What is disturbed, and what it is disturbed with. */
export interface Scene {
  readonly stack: Stack
  readonly table: Table
  readonly origin: Origin
  readonly random: Random
}

/** A fault about to be done: `target` is disturbed by one at a time. */
export interface Fault {
  readonly kind: string
  readonly target: string
  /** In words, with what was drawn. */
  readonly says: string
  /** Whether a process is killed, or frozen. */
  readonly kills: boolean
  readonly run: Effect.Effect<void>
}

type Kind = (scene: Scene) => Fault | undefined

const signal = (pid: number, name: NodeJS.Signals) =>
  Effect.sync(() => {
    try {
      process.kill(pid, name)
    } catch {
      // It is gone already, which is no less of a fault.
    }
  })

const someone = ({ random, table }: Scene, role: Role) => {
  const [first, ...others] = table.alive(role)
  return first === undefined ? undefined : random.pick([first, ...others])
}

const kill =
  (role: Role): Kind =>
  (scene) => {
    const one = someone(scene, role)
    if (one === undefined) return undefined
    const kind = `SIGKILL ${role}`
    return {
      kind,
      target: role,
      says: `${kind} ${one.source || one.pid}`,
      kills: true,
      run: signal(one.pid, "SIGKILL")
    }
  }

const freeze =
  (role: Role, low: number, high: number): Kind =>
  (scene) => {
    const one = someone(scene, role)
    if (one === undefined) return undefined
    const seconds = scene.random.between(low, high)
    const kind = `SIGSTOP ${role}`
    // A database is frozen as a whole: its server and all that serve its connections.
    const all = role === "database" ? scene.table.alive(role) : [one]
    return {
      kind,
      target: role,
      says: `${kind} ${one.source || one.pid} for ${seconds} s`,
      kills: true,
      run: Effect.forEach(all, ({ pid }) => signal(pid, "SIGSTOP")).pipe(
        Effect.andThen(Effect.sleep(seconds * 1000)),
        Effect.ensuring(Effect.forEach(all, ({ pid }) => signal(pid, "SIGCONT"), { discard: true }))
      )
    }
  }

const away =
  (
    name: "overseer" | "database",
    kind: string,
    seconds: (random: Random) => number,
    manner: (random: Random) => Manner
  ): Kind =>
  (scene) => {
    const relay = name === "overseer" ? scene.stack.toOverseer : scene.stack.toDatabase
    const how = manner(scene.random)
    const long = seconds(scene.random)
    return {
      kind: `${kind} ${name}`,
      target: `way to ${name}`,
      says: `${kind} ${name} for ${long} s${how._tag === "delay" ? `, ${how.ms} ms` : ""}`,
      kills: false,
      run: Effect.sync(() => relay.set(how)).pipe(
        Effect.andThen(Effect.sleep(long * 1000)),
        Effect.ensuring(Effect.sync(() => relay.set({ _tag: "pass" })))
      )
    }
  }

const cut =
  (name: "overseer" | "database"): Kind =>
  ({ stack }) => ({
    kind: `cut ${name}`,
    target: `way to ${name}`,
    says: `cut ${name}`,
    kills: false,
    run: Effect.sync(() => (name === "overseer" ? stack.toOverseer : stack.toDatabase).cut())
  })

const waysTo = (name: "overseer" | "database"): ReadonlyArray<Kind> => [
  cut(name),
  away(
    name,
    "delay",
    (random) => random.between(3, 15),
    (random) => ({ _tag: "delay", ms: random.between(50, 1500) })
  ),
  away(
    name,
    "refuse",
    (random) => random.between(1, 15),
    () => ({ _tag: "refuse" })
  ),
  away(
    name,
    "black hole",
    (random) => random.between(2, 40),
    () => ({ _tag: "hole" })
  )
]

const storage =
  (kind: "readOnly" | "full" | "absent"): Kind =>
  ({ random, stack }) => {
    if (!stack.storage.mounted) return undefined
    const seconds = random.between(5, 30)
    return {
      kind: `storage ${kind}`,
      target: "storage",
      says: `storage ${kind} for ${seconds} s`,
      kills: false,
      run: stack.storage[kind].pipe(Effect.andThen(Effect.sleep(seconds * 1000)), Effect.ensuring(stack.storage.well))
    }
  }

const clockStep: Kind = ({ random, stack }) => {
  if (stack.clock === undefined) return undefined
  const seconds = random.between(-120, 120)
  const says = `clocks ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead"}`
  return { kind: "clock step", target: "clock", says, kills: false, run: stack.clock.set(seconds) }
}

const airs: readonly [Air, ...ReadonlyArray<Air>] = ["off", "broken", "mute"]

const air: Kind = ({ origin, random }) => {
  const name = origin.names[random.between(0, origin.names.length - 1)]
  if (name === undefined) return undefined
  const how = random.pick(airs)
  const seconds = random.between(3, 40)
  return {
    kind: `channel ${how}`,
    target: `channel ${name}`,
    says: `channel ${name} ${how} for ${seconds} s`,
    kills: false,
    run: Effect.sync(() => origin.setAir(name, how)).pipe(
      Effect.andThen(Effect.sleep(seconds * 1000)),
      Effect.ensuring(Effect.sync(() => origin.setAir(name, "on")))
    )
  }
}

/** Every kind of fault, each as likely as it stands here often. */
export const kinds: readonly [Kind, ...ReadonlyArray<Kind>] = [
  air,
  air,
  air,
  kill("recorder"),
  kill("recorder"),
  kill("backend"),
  kill("overseer"),
  kill("channel"),
  kill("database"),
  kill("launcher"),
  freeze("recorder", 2, 40),
  freeze("backend", 1, 60),
  freeze("overseer", 1, 30),
  freeze("channel", 1, 30),
  freeze("database", 1, 50),
  freeze("launcher", 1, 20),
  ...waysTo("overseer"),
  ...waysTo("database"),
  storage("readOnly"),
  storage("full"),
  storage("absent"),
  clockStep,
  clockStep,
  clockStep
]
