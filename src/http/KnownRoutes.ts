import { HttpApi } from "effect/http-api"
import { Api } from "./api/Api.ts"

interface KnownRoute {
  readonly method: string
  readonly fits: RegExp
}

const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replace(/\/$/, "")
      .replaceAll(/:[a-zA-Z]+/g, "[^/]+")
      .replace(/\/\*$/, "(?:/.+)?")
      .replaceAll(".m3u8", "\\.m3u8")}/?$`
  )

const known: ReadonlyArray<KnownRoute> = (() => {
  const routes: Array<KnownRoute> = [
    { method: "GET", fits: /^\/api\/openapi\.json$/ },
    { method: "GET", fits: /^\/api\/docs$/ }
  ]
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint }) => {
      routes.push({ method: endpoint.method, fits: pattern(endpoint.path) })
    }
  })
  return routes
})()

/** The methods that an address of the API answers to; empty when there is no such address. */
export const methodsOf = (path: string): ReadonlyArray<string> => {
  const methods = known.filter(({ fits }) => fits.test(path)).map(({ method }) => method)
  return methods.includes("GET") ? [...new Set([...methods, "HEAD"])] : [...new Set(methods)]
}
