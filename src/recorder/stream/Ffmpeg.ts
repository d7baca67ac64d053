import { NodeSink, NodeStream } from "@effect/platform-node"
import { Deferred, Effect, Stream } from "effect"
import * as Program from "../../programs/Program.ts"
import type { Refusal } from "../Origin.ts"
import { fromInput, type Input, type Opened } from "./FfmpegCommand.ts"
import { hasBegun, isOutput, type Said, said, type Told, toldOf } from "./FfmpegWords.ts"

/** Where ffmpeg gets its input: it opens it by itself, or is fed with it. */
export type Feed = Opened | Stream.Stream<Uint8Array, Refusal>

/** An ffmpeg that makes something of an input. */
export interface Ffmpeg {
  readonly bytes: Stream.Stream<Uint8Array>
  /** What the input consists of, once it has begun. */
  readonly streams: () => ReadonlyArray<Told>
  /** Whether it has begun with that: true once it has, false once it ended before. */
  readonly begun: Effect.Effect<boolean>
  /** What it ended by, once it has ended; its own words, or what kept its feed away. */
  readonly fault: (host: string) => Effect.Effect<Said | Refusal | undefined>
}

/** The last words that are kept. */
const mostLines = 40

/** Milliseconds that its end may take once its output has ended. */
const longestEnd = "2 seconds"

/** Starts ffmpeg with the arguments that it takes for its input; it ends with the scope. */
export const run = Effect.fnUntraced(function* (feed: Feed, argsFor: (input: Input) => ReadonlyArray<string>) {
  const began = yield* Deferred.make<boolean>()
  const streams: Array<Told> = []
  const lines: Array<string> = []
  let isInput = true
  let unfed: Refusal | undefined

  const hears = (line: string) => {
    if (lines.push(line) > mostLines) lines.shift()
    isInput &&= !isOutput(line)
    const told = isInput ? toldOf(line) : undefined
    if (told !== undefined) streams.push(told)
    if (hasBegun(line)) {
      // What it complained of before did not keep it from beginning, and is not what it ends by.
      lines.length = 0
      Deferred.doneUnsafe(began, Effect.succeed(true))
    }
  }

  const program = yield* Program.start({
    name: "ffmpeg",
    args: argsFor("args" in feed ? feed : fromInput),
    ...("args" in feed ? { secret: feed.script } : {}),
    hears
  })
  if ("args" in feed) program.input.end()
  else {
    yield* Stream.run(feed, NodeSink.fromWritable({ evaluate: () => program.input, onError: () => undefined })).pipe(
      Effect.catch((refusal) =>
        Effect.sync(() => {
          unfed = refusal
          program.input.end()
        })
      ),
      Effect.forkScoped
    )
  }
  yield* Effect.forkScoped(Effect.andThen(program.ended, Deferred.succeed(began, false)))

  return {
    bytes: NodeStream.fromReadable<Uint8Array, never>({ evaluate: () => program.output, closeOnDone: false }).pipe(
      Stream.catch(() => Stream.empty)
    ),
    streams: () => streams,
    begun: Deferred.await(began),
    fault: (host) =>
      program.ended.pipe(
        Effect.timeoutOption(longestEnd),
        Effect.map(() => unfed ?? said(lines, host))
      )
  } satisfies Ffmpeg
})
