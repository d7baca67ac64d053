import { HttpApi } from "effect/http-api"
import { Api } from "./api/Api.ts"
import { docsPath, openApiPath } from "./SecurityHeaders.ts"

interface KnownRoute {
  readonly method: string
  readonly path: ReadonlyArray<string>
}

/** The parts of a path, without a slash that closes it. */
const partsOf = (path: string): ReadonlyArray<string> => (path.endsWith("/") ? path.slice(0, -1) : path).split("/")

const known: ReadonlyArray<KnownRoute> = (() => {
  const routes: Array<KnownRoute> = [
    { method: "GET", path: partsOf(openApiPath) },
    { method: "GET", path: partsOf(docsPath) }
  ]
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint }) => {
      routes.push({ method: endpoint.method, path: partsOf(endpoint.path) })
    }
  })
  return routes
})()

/** Parts of a route are words, `:names` for any one part, or at the end `*`, which stands for all that comes, or for nothing. */
const fits = (route: ReadonlyArray<string>, asked: ReadonlyArray<string>): boolean => {
  const hasRest = route.at(-1) === "*"
  const fixed = hasRest ? route.slice(0, -1) : route
  return (
    (hasRest ? asked.length >= fixed.length : asked.length === fixed.length) &&
    fixed.every((part, i) => (part.startsWith(":") ? asked[i] !== "" : part === asked[i]))
  )
}

/** The methods that an address of the API answers to; empty when there is no such address. */
export const methodsOf = (path: string): ReadonlyArray<string> => {
  const asked = partsOf(path)
  const methods = known.filter((route) => fits(route.path, asked)).map(({ method }) => method)
  return methods.includes("GET") ? [...new Set([...methods, "HEAD"])] : [...new Set(methods)]
}
