import { Environment } from "@marcbachmann/cel-js"
import { Result } from "effect"

/** A yes or no about `A`; the failure is the evaluator's sentence. */
export type Predicate<A> = (about: A) => Result.Result<boolean, string>

/** One line of a process, as an output condition sees it. */
export interface OutputLine {
  readonly stream: string
  readonly data: string
}

const values = new Environment().registerVariable("value", "string")
const outputs = new Environment().registerVariable("output", {
  schema: { stream: "string", data: "string", json: "map" }
})

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? ""

const compile = <A>(
  environment: Environment,
  source: string,
  context: (about: A) => Record<string, unknown>
): Result.Result<Predicate<A>, string> =>
  Result.gen(function* () {
    const program = yield* Result.try({ try: () => environment.parse(source), catch: firstLine })
    const { error, type, valid } = program.check()
    if (!valid) return yield* Result.fail(firstLine(error))
    if (type !== "bool" && type !== "dyn") return yield* Result.fail(`it gives ${type}, not true or false`)
    return (about: A) =>
      Result.flatMap(
        Result.try({ try: (): unknown => program(context(about)), catch: firstLine }),
        (answer): Result.Result<boolean, string> =>
          typeof answer === "boolean"
            ? Result.succeed(answer)
            : Result.fail("the expression did not give true or false")
      )
  })

const object = (text: string): object => {
  if (!text.trimStart().startsWith("{")) return {}
  const parsed = Result.try((): unknown => JSON.parse(text))
  return Result.isSuccess(parsed) && typeof parsed.success === "object" && parsed.success !== null ? parsed.success : {}
}

/** A parameter's `validate`: CEL over the string `value` that gives a bool. */
export const validation = (source: string): Result.Result<Predicate<string>, string> =>
  compile(values, source, (value: string) => ({ value }))

/**
 * An output `condition`: CEL over `output.stream`, `output.data` and `output.json` (the line if it is a JSON object,
 * else an empty one) that gives a bool.
 */
export const condition = (source: string): Result.Result<Predicate<OutputLine>, string> =>
  compile(outputs, source, ({ data, stream }: OutputLine) => ({ output: { stream, data, json: object(data) } }))
