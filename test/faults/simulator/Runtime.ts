import {
  Clock,
  Context,
  Duration,
  Effect,
  Random as EffectRandom,
  Exit,
  type Fiber,
  Logger,
  References,
  Scheduler
} from "effect"
import { timeline as lifeline } from "../../../src/runtime/Timeline.ts"
import type { Random } from "./Random.ts"
import type { Timeline } from "./Timeline.ts"

/** What fibers do at one moment of simulated time without end. */
const endless = 200_000

const nanos = (ms: number) => BigInt(Math.round(ms)) * 1_000_000n

const makeClock = (timeline: Timeline): Clock.Clock => ({
  currentTimeMillisUnsafe: timeline.wall,
  currentTimeMillis: Effect.sync(timeline.wall),
  currentTimeNanosUnsafe: () => nanos(timeline.wall()),
  currentTimeNanos: Effect.sync(() => nanos(timeline.wall())),
  monotonicTimeNanosUnsafe: () => nanos(timeline.now()),
  monotonicTimeNanos: Effect.sync(() => nanos(timeline.now())),
  sleep: (duration) =>
    Effect.callback<void>((resume) => {
      const takeBack = timeline.after(Duration.toMillis(duration), () => resume(Effect.void))
      return Effect.sync(takeBack)
    })
})

/** Fibers in simulated time: whatever they do takes no time, and what they wait for is on the time line. */
export const makeRuntime = (timeline: Timeline, random: Random, log: (level: string, message: string) => void) => {
  const waiting: Array<() => void> = []
  const budget = new Scheduler.MixedScheduler()
  const scheduler: Scheduler.Scheduler = {
    executionMode: "async",
    shouldYield: (fiber) => budget.shouldYield(fiber),
    makeDispatcher: () => ({ scheduleTask: (task) => void waiting.push(task), flush: () => settle() })
  }

  /** Lets all fibers run until each of them waits. */
  const settle = (): void => {
    for (let i = 0; i < waiting.length; i++) {
      if (i > endless) throw new Error("fibers go on for ever without waiting")
      waiting[i]?.()
    }
    waiting.length = 0
  }

  const logger = Logger.make(({ cause, fiber, logLevel, message }) => {
    const about = Object.values(fiber.getRef(References.CurrentLogAnnotations)).map(String)
    const words = [...(Array.isArray(message) ? message : [message]), ...about].map(String).join(", ")
    log(logLevel, cause.reasons.length === 0 ? words : `${words}: ${String(cause)}`)
  })

  const shared = Context.make(Scheduler.Scheduler, scheduler).pipe(
    Context.add(EffectRandom.Random, {
      nextIntUnsafe: () => random.between(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      nextDoubleUnsafe: random.next
    }),
    Context.add(Logger.CurrentLoggers, new Set([logger]))
  )

  /** What one process runs its fibers by: its clock is its own, though all clocks show the same. */
  const process = () => {
    const services = Context.add(shared, Clock.Clock, makeClock(timeline))
    const fork = <A, E>(effect: Effect.Effect<A, E>): Fiber.Fiber<A, E> => Effect.runForkWith(services)(effect)
    /** The outcome of what waits for nothing that takes time. */
    const now = <A, E>(effect: Effect.Effect<A, E>): A => {
      const fiber = fork(effect)
      settle()
      const exit = fiber.pollUnsafe()
      if (exit === undefined) throw new Error("it should have taken no time")
      if (Exit.isFailure(exit)) throw new Error(`it failed: ${String(exit.cause)}`)
      return exit.value
    }
    return { fork, now, settle, time: now(lifeline) }
  }

  return { settle, process }
}

export type Runtime = ReturnType<typeof makeRuntime>
export type Process = ReturnType<Runtime["process"]>
