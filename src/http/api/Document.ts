import type { OpenApi } from "effect/http-api"

type Json = { [key: string]: unknown }

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const isNumberText = (schema: unknown): boolean =>
  isObject(schema) &&
  schema["type"] === "string" &&
  typeof schema["pattern"] === "string" &&
  schema["pattern"].startsWith("^[+-]?")

const numeric = (parameter: Json): Json =>
  isNumberText(parameter["schema"])
    ? { ...parameter, schema: { type: "integer", ...bounds(parameter["name"]) } }
    : parameter

const bounds = (name: unknown): Json =>
  name === "limit" ? { minimum: 1, maximum: 500, default: 100 } : name === "since" ? { minimum: 0 } : { minimum: 1 }

const bodyless = new Set(["get", "delete", "head"])

const operation = (method: string, told: Json): Json => {
  const responses = isObject(told["responses"]) ? { ...told["responses"] } : {}
  if (bodyless.has(method) || told["requestBody"] === undefined) delete responses["415"]
  if (bodyless.has(method)) {
    delete responses["413"]
  }
  const needsSession = JSON.stringify(responses["403"] ?? "").includes("NotSignedIn")
  const parameters = Array.isArray(told["parameters"]) ? told["parameters"].filter(isObject) : []
  return {
    ...told,
    responses,
    parameters: parameters.map((parameter) =>
      numeric(parameter["name"] === "*" ? { ...parameter, name: "name", required: true } : parameter)
    ),
    security: needsSession ? [{ bearer: [] }, { cookie: [] }] : []
  }
}

/**
 * The OpenAPI document as it is published: numbers in addresses are numbers, the rest of a file's address is `{name}`, and each
 * operation says which identity it needs.
 */
export const document = (spec: OpenApi.OpenAPISpec): Json => {
  const paths = Object.entries(spec.paths).map(([path, item]) => [
    path.replace(/\*$/, "{name}"),
    Object.fromEntries(
      Object.entries(item).map(([method, told]) => [method, isObject(told) ? operation(method, told) : told])
    )
  ])
  return {
    ...spec,
    paths: Object.fromEntries(paths),
    components: {
      ...spec.components,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        cookie: { type: "apiKey", in: "cookie", name: "access_token" }
      }
    }
  }
}
