import { Option, Result, Schema } from "effect"
import { Yaml } from "effect/encoding"
import { Driver } from "../../domain/subscriptions/Names.ts"
import type { Offered } from "../core/Offering.ts"
import { explain } from "../wire/explain.ts"
import type { ActionFault } from "../wire/ServerMessage.ts"
import { ActionSection, section } from "./ConfigDocument.ts"
import { compileAction, type Unusable } from "./compile.ts"
import { brokenAt, linesOfKeys } from "./places.ts"

/** A file of actions as it was found. */
export type Found =
  | { readonly _tag: "text"; readonly text: string }
  | { readonly _tag: "absent" }
  | { readonly _tag: "unreadable"; readonly why: string }

/** The actions of somebody's own that are offered, and what is wrong with the file that they come from. */
export interface OwnActions {
  readonly actions: ReadonlyMap<string, Offered>
  /** What each of them was made of. */
  readonly sections: ReadonlyMap<string, unknown>
  readonly faults: ReadonlyArray<ActionFault>
}

export const none: OwnActions = { actions: new Map(), sections: new Map(), faults: [] }

const Whole = Schema.Struct({
  actions: section(Schema.Record(Schema.String, Schema.Unknown))
}).annotate({ message: "it must hold the section actions, and below it each action by its name" })

const decodeWhole = Schema.decodeUnknownResult(Whole)
const decodeAction = Schema.decodeUnknownResult(ActionSection)
const isDriver = Schema.is(Driver)

interface Wrong {
  readonly keys: ReadonlyArray<string>
  readonly sentence: string
}

const wrongAt = (before: ReadonlyArray<string>, { path, sentence }: Pick<Unusable, "path" | "sentence">): Wrong => ({
  keys: [...before, ...(path === "" ? [] : path.split("."))],
  sentence
})

const actionOf = (name: string, value: unknown): Result.Result<Offered, Wrong> => {
  const keys = ["actions", name]
  if (!isDriver(name)) {
    return Result.fail({
      keys,
      sentence: "a name has small letters, digits, - and _, 32 at most, and begins with a letter or digit"
    })
  }
  return Result.mapError(decodeAction(value), (error) => wrongAt(keys, explain(error))).pipe(
    Result.flatMap((decoded) => Result.mapError(compileAction(name, decoded, undefined), (error) => wrongAt([], error)))
  )
}

/**
 * What of a file is offered from now on. Each action stands for itself: one that can't be used keeps its former version, and so do all where the
 * file as a whole can't be read. `bundled` are the names that are offered without the file.
 */
export const takeIn = (file: string, found: Found, former: OwnActions, bundled: ReadonlySet<string>): OwnActions => {
  const asBefore = former.actions.size === 0 ? "It adds no actions." : "The actions that it held before go on."
  const whole = (line: number | null, why: string): OwnActions => ({
    ...former,
    faults: [{ file, line, action: null, message: `${why} ${asBefore}` }]
  })
  if (found._tag === "absent") return whole(null, "The file isn't there.")
  if (found._tag === "unreadable") return whole(null, `The file can't be read: ${found.why}.`)
  const { text } = found
  const lineOf = linesOfKeys(text)
  const value = Result.try({
    try: (): unknown => Yaml.parse(text),
    catch: (error) => (error instanceof Error ? error.message : String(error))
  })
  if (Result.isFailure(value)) return whole(brokenAt(text) ?? null, `The file is not YAML: ${value.failure}.`)
  const document = decodeWhole(value.success ?? {})
  if (Result.isFailure(document)) {
    const { keys, sentence } = wrongAt([], explain(document.failure))
    return whole(lineOf(keys) ?? null, `${keys.length === 0 ? "The file" : keys.join(".")}: ${sentence}.`)
  }
  const strays = Object.keys(value.success ?? {}).filter((key) => key !== "actions")
  const actions = new Map<string, Offered>()
  const sections = new Map<string, unknown>()
  const faults: Array<ActionFault> = strays.map((key) => ({
    file,
    line: lineOf([key]) ?? null,
    action: null,
    message: `${key} is not read here: the file holds the section actions, and below it each action by its name.`
  }))
  for (const [name, one] of Object.entries(document.success.actions ?? {})) {
    const action = actionOf(name, one)
    if (Result.isSuccess(action)) {
      actions.set(name, action.success)
      sections.set(name, one)
      continue
    }
    const { keys, sentence } = action.failure
    const before = Option.fromUndefinedOr(former.actions.get(name))
    if (Option.isSome(before)) {
      actions.set(name, before.value)
      sections.set(name, former.sections.get(name))
    }
    const meanwhile = Option.isSome(before)
      ? "Its former version goes on."
      : bundled.has(name)
        ? "The overseer's own action of that name is offered until that is mended."
        : "It is not offered until that is mended."
    faults.push({
      file,
      line: lineOf(keys) ?? null,
      action: name,
      message: `${keys.join(".")}: ${sentence}. ${meanwhile}`
    })
  }
  return { actions, sections, faults }
}
