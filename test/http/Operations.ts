import { OpenApi } from "effect/http-api"
import { Api } from "../../src/http/api/Api.ts"

/** One operation of the contract, as its OpenAPI document has it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string }>
  readonly needsSession: boolean
  readonly contentTypes: ReadonlyArray<string>
  readonly statuses: ReadonlyArray<number>
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** The published document. */
export const spec = OpenApi.fromApi(Api)

const keysAt = (value: unknown, ...path: ReadonlyArray<string>): ReadonlyArray<string> => {
  const inner = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value)
  return isObject(inner) ? Object.keys(inner) : []
}

const parametersOf = (told: Readonly<Record<string, unknown>>) =>
  (Array.isArray(told["parameters"]) ? told["parameters"] : [])
    .filter(isObject)
    .map((one) => ({ name: String(one["name"]), in: String(one["in"]) }))

/** Every operation there is. */
export const operations: ReadonlyArray<Operation> = Object.entries(spec.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter((entry): entry is [string, Readonly<Record<string, unknown>>] => isObject(entry[1]))
    .map(([method, told]) => ({
      method: method.toUpperCase(),
      path,
      parameters: parametersOf(told),
      needsSession: Array.isArray(told["security"]) && told["security"].length > 0,
      contentTypes: keysAt(told, "requestBody", "content"),
      statuses: keysAt(told, "responses").map(Number)
    }))
)
