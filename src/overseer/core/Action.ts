import { Result } from "effect"
import type { OutputLine, Predicate } from "./Cel.ts"
import type { RetryPolicy } from "./Retry.ts"
import * as Template from "./Template.ts"

export type Params = Readonly<Record<string, string>>

/** What an action's caller may or must say; without a default it is required. */
export interface Parameter {
  readonly name: string
  /** For people, as that of the action. */
  readonly description?: string | undefined
  readonly fallback: string | undefined
  /** The validating expression as written, and as a function. */
  readonly validate: { readonly source: string; readonly test: Predicate<string> } | undefined
  /** The folder that the path it gives must lie below; undefined: any. */
  readonly below: string | undefined
}

/** A kind of process that clients may start, by name. */
export interface Action {
  readonly name: string
  readonly description?: string | undefined
  readonly parameters: ReadonlyArray<Parameter>
  readonly dedupeKey: ReadonlyArray<string>
  /** The addresses it knows, as `describe` tells them: how they begin, the hosts of sites that are its own, and what their paths end in. */
  readonly reach?: {
    readonly schemes?: ReadonlyArray<string>
    readonly hosts?: ReadonlyArray<string>
    readonly endings?: ReadonlyArray<string>
  }
  /** The programs that it needs, alternatives with | between them, and those of them that are not installed, as `describe` tells. */
  readonly needs?: ReadonlyArray<string>
  readonly missing?: ReadonlyArray<string>
  readonly entrypoint: Template.Template
  readonly command: ReadonlyArray<Template.Template>
  readonly env: ReadonlyArray<readonly [name: string, value: Template.Template]>
  readonly conditions: { readonly [S in Stream]: Predicate<OutputLine> | undefined }
  /** Shown by `describe`; it never restarts anything. */
  readonly retry: RetryPolicy
}

export type Stream = "stdout" | "stderr"

/** A program, its arguments and what its environment has beside the inherited one. */
export interface Invocation {
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string>>
}

/** The same action, whose parameter `out` must be a path below `root`. */
export const bounded = (action: Action, root: string): Action => ({
  ...action,
  parameters: action.parameters.map((one) => (one.name === "out" ? { ...one, below: root } : one))
})

/** Whether a path, or a pattern for paths, stays below a folder. */
const liesBelow = (path: string, root: string): boolean =>
  path.startsWith(root.endsWith("/") ? root : `${root}/`) && !path.includes("\0") && !path.split("/").includes("..")

/** What is shown in place of a secret that was given. */
export const mask = "***"

/** The parameters that an action passes in the environment of its processes, where others don't see them. */
export const secrets = ({ env }: Action): ReadonlySet<string> =>
  new Set(env.flatMap(([, { parts }]) => parts.flatMap((part) => ("field" in part ? [part.field] : []))))

const given = (params: Params, name: string): string | undefined =>
  Object.hasOwn(params, name) ? params[name] : undefined

/** Checks presence and every `validate`, defaults included; the failure is the protocol's sentence, without secrets. */
export const validate = (action: Action, params: Params): Result.Result<void, string> => {
  const hidden = secrets(action)
  for (const { below, fallback, name, validate: rule } of action.parameters) {
    const value = given(params, name) ?? fallback
    const quoted = JSON.stringify(name)
    if (value === undefined) {
      return Result.fail(`validation error: exec: required parameter ${quoted} is missing`)
    }
    if (below !== undefined && !liesBelow(value, below)) {
      return Result.fail(`validation error: exec: parameter ${quoted} is no path below ${below}`)
    }
    if (rule === undefined) continue
    const verdict = rule.test(value)
    if (Result.isFailure(verdict)) {
      return Result.fail(`validation error: exec: CEL evaluation error for parameter ${quoted}: ${verdict.failure}`)
    }
    if (!verdict.success) {
      return Result.fail(
        `validation error: exec: parameter ${quoted} failed validation (value: ${hidden.has(name) ? mask : JSON.stringify(value)})`
      )
    }
  }
  return Result.void
}

/** Two starts with equal fingerprints would do the same work; undefined when the action has no `dedupe_key`. */
export const fingerprint = ({ dedupeKey, name }: Action, params: Params): string | undefined =>
  dedupeKey.length === 0 ? undefined : JSON.stringify([name, ...dedupeKey.map((key) => given(params, key) ?? "")])

/**
 * The command line and environment of a run. Parameters not sent take their defaults. An argument that renders empty
 * stays an empty argument; an environment value that renders empty is left out, so that an inherited one shows through.
 */
export const invocation = (action: Action, params: Params): Invocation => {
  const values = new Map(Object.entries(params))
  for (const { fallback, name } of action.parameters) {
    if (fallback !== undefined && !values.has(name)) values.set(name, fallback)
  }
  const env = action.env.map(([name, value]) => [name, Template.render(value, values)] as const)
  return {
    program: Template.render(action.entrypoint, values),
    args: action.command.map((arg) => Template.render(arg, values)),
    env: Object.fromEntries(env.filter(([, value]) => value !== ""))
  }
}

/** Whether a line goes to clients. A condition that cannot be evaluated drops the line. */
export const accepts = ({ conditions }: Action, stream: Stream, data: string): boolean => {
  const test = conditions[stream]
  return test === undefined || Result.getOrElse(test({ stream, data }), () => false)
}
