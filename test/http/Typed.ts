import { Effect, Ref } from "effect"
import { type Cookies, FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { HttpApiClient } from "effect/http-api"
import { Api } from "../../src/http/api/Api.ts"
import { Site } from "./World.ts"

/**
 * What one browser would be: cookies, and an access token once it has one. The client of the contract leaves the wildcard of a
 * path as it is; `wildcard` is what goes there.
 */
const browser = Effect.fnUntraced(function* (url: string, wildcard: string) {
  const cookies = yield* Ref.make<ReadonlyArray<Cookies.Cookie>>([])
  const token = yield* Ref.make<string | null>(null)
  const asked: Array<string> = []
  const client = yield* HttpApiClient.make(Api, {
    transformClient: (plain) =>
      plain.pipe(
        HttpClient.mapRequestEffect((request) =>
          Effect.map(Ref.get(token), (held) => {
            asked.push(`${request.method} ${new URL(request.url, url).pathname}`)
            const same = request.pipe(
              HttpClientRequest.setUrl(request.url.replace("*", wildcard)),
              HttpClientRequest.prependUrl(url),
              HttpClientRequest.setHeader("sec-fetch-site", "same-origin")
            )
            return held === null ? same : HttpClientRequest.bearerToken(same, held)
          })
        ),
        // Last, for it looks at the whole address.
        HttpClient.withCookiesRef(cookies)
      )
  })
  return { client, asked, wear: (given: string | null) => Ref.set(token, given) }
})

/** The contract's own client, aimed at this address; `asked` are the requests so far, as `METHOD /path`. */
export const typedAt = (url: string, wildcard: string) => Effect.provide(browser(url, wildcard), FetchHttpClient.layer)

/** The same, aimed at the test's server. */
export const typed = (wildcard: string) => Effect.flatMap(Site, ({ url }) => typedAt(url, wildcard))
