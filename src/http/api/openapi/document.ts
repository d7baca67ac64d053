import type { OpenApi } from "effect/http-api"
import { type Examples, examples, refOf } from "./examples.ts"
import { isObject, type Json } from "./json.ts"
import { answering } from "./responseHeaders.ts"
import { named } from "./schemaNames.ts"

const isNumberText = (schema: unknown): boolean =>
  isObject(schema) &&
  schema["type"] === "string" &&
  typeof schema["pattern"] === "string" &&
  schema["pattern"].startsWith("^[+-]?")

/** What numbers in addresses lose with their texts: bounds, by the parameter and where it is. */
const bounds = (name: unknown, id: unknown): Json => {
  if (name === "limit" && id === "recordings.files") return { minimum: 1, maximum: 5000, default: 1000 }
  if (name === "limit") return { minimum: 1, maximum: 500, default: 100 }
  if (name === "ended") return { minimum: 0, maximum: 10_000, default: 100 }
  return { minimum: name === "since" ? 0 : 1 }
}

const parameter = (told: Json, id: unknown): Json => {
  if (told["name"] === "*") return { ...told, name: "name", required: true }
  return isNumberText(told["schema"]) ? { ...told, schema: { type: "integer", ...bounds(told["name"], id) } } : told
}

const bodyless = new Set(["get", "delete", "head"])

const notFound = {
  description: "Not found",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/NotFound" } } }
}

/** Whether a body of this type is one that people read or write, rather than bytes. */
const isText = (type: string): boolean => type.startsWith("text/") || type.endsWith("mpegurl")

/** The content of a body with an example for each form that it may have. */
const exemplified = (content: unknown, { formsOf, of }: Examples): unknown => {
  if (!isObject(content)) return content
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => {
      if (!isObject(media)) return [type, media]
      if (!type.includes("json")) return [type, isText(type) ? { ...media, example: of(media["schema"]) } : media]
      const forms = formsOf(media["schema"])
      if (forms.length < 2) return [type, { ...media, example: of(media["schema"]) }]
      const each = forms.map((form) => {
        const value = of(form)
        return [refOf(form) ?? (isObject(value) ? Object.keys(value).join(" and ") : "value"), { value }]
      })
      return [type, { ...media, examples: Object.fromEntries(each) }]
    })
  )
}

const operation = (method: string, path: string, told: Json, made: Examples): Json => {
  const responses = isObject(told["responses"]) ? { ...told["responses"] } : {}
  const body = told["requestBody"]
  if (bodyless.has(method) || body === undefined) delete responses["415"]
  if (bodyless.has(method)) delete responses["413"]
  // A part of an address that is no name may make it another address.
  if (path.includes("{")) responses["404"] ??= notFound
  const needsSession = JSON.stringify(responses["403"] ?? "").includes("NotSignedIn")
  const parameters = Array.isArray(told["parameters"]) ? told["parameters"].filter(isObject) : []
  const id = told["operationId"]
  const answers = answering(String(id), responses)
  return {
    ...told,
    responses: Object.fromEntries(
      Object.entries(answers.responses).map(([status, answer]) => [
        status,
        isObject(answer) && "content" in answer ? { ...answer, content: exemplified(answer["content"], made) } : answer
      ])
    ),
    ...(isObject(body) ? { requestBody: { ...body, content: exemplified(body["content"], made) } } : {}),
    parameters: [...parameters.map((one) => parameter(one, id)), ...answers.takes],
    security: needsSession ? [{ bearer: [] }, { cookie: [] }] : []
  }
}

/**
 * The OpenAPI document as it is published: numbers in addresses are numbers, the rest of a file's address is `{name}`, each
 * operation says which identity it needs and which headers it takes and gives, and each body has an example.
 */
export const document = (spec: OpenApi.OpenAPISpec): Json => {
  const { paths, schemas } = named({ ...spec.paths }, { ...spec.components.schemas })
  const made = examples(schemas)
  const told = Object.entries(paths).map(([path, item]) => {
    const operations = Object.entries(isObject(item) ? item : {}).map(([method, one]) => [
      method,
      isObject(one) ? operation(method, path, one, made) : one
    ])
    return [path.replace(/\*$/, "{name}"), Object.fromEntries(operations)]
  })
  return {
    ...spec,
    paths: Object.fromEntries(told),
    components: {
      ...spec.components,
      schemas,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-access_token_1f2e3d4c",
          description: "Its end is the installation's own; over plain HTTP the name begins with `access_token_`."
        }
      }
    }
  }
}
