import { Clock, Context, Duration, Effect, Random as EffectRandom, Exit, type Fiber, Logger, Scheduler } from "effect"
import type { Random } from "./Random.ts"
import type { Timeline } from "./Timeline.ts"

/** What fibers do at one moment of simulated time without end. */
const endless = 200_000

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

  const nanos = (ms: number) => BigInt(Math.round(ms)) * 1_000_000n
  const clock: Clock.Clock = {
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
  }

  const logger = Logger.make(({ cause, logLevel, message }) => {
    const words = Array.isArray(message) ? message.map(String).join(" ") : String(message)
    log(logLevel, cause.reasons.length === 0 ? words : `${words}: ${String(cause)}`)
  })

  const services = Context.make(Clock.Clock, clock).pipe(
    Context.add(Scheduler.Scheduler, scheduler),
    Context.add(EffectRandom.Random, {
      nextIntUnsafe: () => random.between(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      nextDoubleUnsafe: random.next
    }),
    Context.add(Logger.CurrentLoggers, new Set([logger]))
  )

  return {
    settle,
    fork: <A, E>(effect: Effect.Effect<A, E>): Fiber.Fiber<A, E> => Effect.runForkWith(services)(effect),
    /** The outcome of what waits for nothing that takes time. */
    now: <A, E>(effect: Effect.Effect<A, E>): A => {
      const fiber = Effect.runForkWith(services)(effect)
      settle()
      const exit = fiber.pollUnsafe()
      if (exit === undefined) throw new Error("it should have taken no time")
      if (Exit.isFailure(exit)) throw new Error(`it failed: ${String(exit.cause)}`)
      return exit.value
    }
  }
}

export type Runtime = ReturnType<typeof makeRuntime>
