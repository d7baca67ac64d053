import { Effect, Scope } from "effect"
import { HttpRouter } from "effect/http"
import { HttpApiScalar } from "effect/http-api"
import { Api } from "./api/Api.ts"
import { docsPath } from "./SecurityHeaders.ts"

/**
 * The documentation for people, at `docsPath`. Put together when it is first asked for: the program that shows it is several times as
 * large as the backend, and most backends are never asked.
 */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const scope = yield* Effect.scope
    // A router of its own, since this one has the path already.
    const page = yield* Effect.cached(
      Effect.provideService(HttpRouter.toHttpEffect(HttpApiScalar.layer(Api, { path: docsPath })), Scope.Scope, scope)
    )
    yield* router.add("GET", docsPath, Effect.flatten(page))
  })
)
