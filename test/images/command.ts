import { Effect, Stream } from "effect"
import { ChildProcess } from "effect/process"

export interface Ran {
  readonly code: number
  /** Standard output and error, as they came. */
  readonly told: string
  /** Standard output alone, without the line end. */
  readonly out: string
}

export interface Options {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program to its end. */
export const run = (command: string, args: ReadonlyArray<string>, { cwd, env = {} }: Options = {}) =>
  Effect.gen(function* () {
    const child = yield* ChildProcess.make(command, args, {
      ...(cwd !== undefined && { cwd }),
      env,
      extendEnv: true,
      stdin: "ignore"
    })
    let out = ""
    let told = ""
    const read = (bytes: typeof child.stdout, take: (text: string) => void) =>
      Stream.runForEach(Stream.decodeText(bytes), (text) => Effect.sync(() => take(text)))
    const [, , code] = yield* Effect.all(
      [
        read(child.stdout, (text) => {
          out += text
          told += text
        }),
        read(child.stderr, (text) => {
          told += text
        }),
        child.exitCode
      ],
      { concurrency: 3 }
    )
    return { code: Number(code), out: out.trimEnd(), told } satisfies Ran
  }).pipe(Effect.scoped, Effect.orDie)

/** The same for one that has to succeed: its standard output. */
export const succeed = (command: string, args: ReadonlyArray<string>, options: Options = {}) =>
  Effect.flatMap(run(command, args, options), ({ code, out, told }) =>
    code === 0
      ? Effect.succeed(out)
      : Effect.die(new Error(`${command} ${args.join(" ")} ended with ${code} and said:\n${told.slice(-4000)}`))
  )
