import { Result, Schema } from "effect"
import type { Action, Parameter, Stream } from "../core/Action.ts"
import * as Cel from "../core/Cel.ts"
import type { Offered } from "../core/Offering.ts"
import { type Displace, type Limits, make as makePool, noExcess, unlimited } from "../core/Pool.ts"
import type { RetryPolicy } from "../core/Retry.ts"
import * as Template from "../core/Template.ts"
import { trust } from "../Trust.ts"
import type { ActionSection, Document, Exec, Retry, TaskPool } from "./ConfigDocument.ts"
import type { OverseerConfig } from "./OverseerConfig.ts"

/** Something in the file that cannot be used: the keys to it, dotted, and one sentence. */
export class Unusable extends Schema.TaggedError<Unusable>()("Unusable", {
  path: Schema.String,
  sentence: Schema.String
}) {}

const at = <A>(path: string, result: Result.Result<A, string>): Result.Result<A, Unusable> =>
  Result.mapError(result, (sentence) => new Unusable({ path, sentence }))

const displacements: ReadonlyMap<string, Displace> = new Map([
  ["true", "anyone"],
  ["false", "forced"],
  ["prohibit", "nobody"]
])

const limits = (section: TaskPool | null | undefined): Limits => {
  const { excess, limit, queue } = section ?? {}
  return {
    limit: limit ?? 0,
    queue:
      queue == null
        ? undefined
        : {
            enabled: queue.enabled ?? false,
            size: queue.size ?? 0,
            order: queue.order ?? "",
            maxAge: queue.max_age ?? 0,
            displace: displacements.get(String(queue.displace))
          },
    excess:
      excess == null ? noExcess : { action: excess.action ?? "", order: excess.order ?? "", grace: excess.grace ?? 0 }
  }
}

/** An action's own figures where it has them, else the global ones; the jitter is not inherited. */
const retry = (own: Retry | null | undefined, global: Retry | null | undefined): RetryPolicy => ({
  restartDelay: (own?.restart_delay || global?.restart_delay) ?? 0,
  restartJitter: own?.restart_jitter ?? 0,
  errorWindow: (own?.error_window || global?.error_window) ?? 0,
  errorThreshold: (own?.error_threshold || global?.error_threshold) ?? 0
})

const parameters = (path: string, declared: Exec["parameters"]) =>
  Result.gen(function* () {
    const all: Array<Parameter> = []
    for (const [name, spec] of Object.entries(declared ?? {})) {
      const source = spec?.validate
      const test = source == null ? undefined : yield* at(`${path}.${name}.validate`, Cel.validation(source))
      all.push({
        name,
        description: spec?.description ?? undefined,
        fallback: spec?.default ?? undefined,
        validate: source == null || test === undefined ? undefined : { source, test },
        below: undefined
      })
    }
    return all
  })

const condition = (path: string, output: Exec["output"], stream: Stream) => {
  const source = output?.[stream]?.condition
  return source == null || source === ""
    ? Result.succeed(undefined)
    : at(`${path}.${stream}.condition`, Cel.condition(source))
}

/** Makes an action of its section; `global` are the figures that stand for all. */
export const compileAction = (
  name: string,
  section: ActionSection,
  global: Retry | null | undefined
): Result.Result<Offered, Unusable> =>
  Result.gen(function* () {
    const path = `actions.${name}.config`
    const { command, entrypoint, env, output, parameters: declared } = section.config
    const templates: Array<Template.Template> = []
    for (const [index, arg] of (command ?? []).entries()) {
      templates.push(yield* at(`${path}.command.${index}`, Template.parse(arg)))
    }
    const variables: Array<readonly [string, Template.Template]> = []
    for (const [variable, value] of Object.entries(env ?? {})) {
      variables.push([variable, yield* at(`${path}.env.${variable}`, Template.parse(value))])
    }
    const compiled: Action = {
      name,
      description: section.description ?? undefined,
      parameters: yield* parameters(`${path}.parameters`, declared),
      dedupeKey: section.dedupe_key ?? [],
      reach: {
        ...(section.schemes == null ? {} : { schemes: section.schemes }),
        ...(section.hosts == null ? {} : { hosts: section.hosts }),
        ...(section.endings == null ? {} : { endings: section.endings })
      },
      needs: section.needs ?? [],
      entrypoint: yield* at(`${path}.entrypoint`, Template.parse(entrypoint)),
      command: templates,
      env: variables,
      conditions: {
        stdout: yield* condition(`${path}.output`, output, "stdout"),
        stderr: yield* condition(`${path}.output`, output, "stderr")
      },
      retry: retry(section.retry, global)
    }
    return { action: compiled, limits: section.task_pool == null ? unlimited : limits(section.task_pool) }
  })

/** Makes a configuration of a document: templates and CEL are read here, so that a bad one stops the start. */
export const compile = (document: Document): Result.Result<OverseerConfig, Unusable> =>
  Result.gen(function* () {
    const actions = new Map<string, Action>()
    const pools = new Map<string, Limits>()
    for (const [name, section] of Object.entries(document.actions ?? {})) {
      const offered = yield* compileAction(name, section, document.retry)
      actions.set(name, offered.action)
      pools.set(name, offered.limits)
    }
    const trusted = yield* Result.mapError(
      trust(document.trusted_cidrs ?? []),
      (entry) =>
        new Unusable({
          path: "trusted_cidrs",
          sentence: `${JSON.stringify(entry)} is neither an address nor a network such as "10.0.0.0/8"`
        })
    )
    return {
      title: document.name || "sticky-overseer",
      listen: document.listen || undefined,
      logFile: document.log_file || undefined,
      trust: trusted,
      actions,
      pool: makePool(limits(document.task_pool), pools)
    }
  })
