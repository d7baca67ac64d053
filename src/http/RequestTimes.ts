import { type Clock, Context, Effect, Exit, Metric } from "effect"
import { HttpRouter, HttpServerRequest, type HttpServerResponse } from "effect/http"

const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const series = new Map<string, Metric.Histogram<number>>()

/** Made once for each combination that occurs: methods, routes and classes are few, addresses are many. */
const seriesOf = (method: string, route: string, status: string): Metric.Histogram<number> => {
  const name = `${method} ${route} ${status}`
  const known = series.get(name)
  if (known !== undefined) return known
  const made = Metric.histogram("sticky_dvr_http_request_duration_seconds", {
    description: "Time from a request to the head of its answer, by route and class of status",
    attributes: { method, route, status },
    boundaries
  })
  series.set(name, made)
  return made
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])

const statusOf = (exit: Exit.Exit<HttpServerResponse.HttpServerResponse, unknown>): string =>
  Exit.isSuccess(exit) ? `${Math.floor(exit.value.status / 100)}xx` : "none"

/** Which route took a request, told from inside to outside. */
const routes = new WeakMap<HttpServerRequest.HttpServerRequest, string>()

/** Notes the route that was found. To be put inside of everything else that is around the routes. */
export const inside = HttpRouter.middleware(
  (respond) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.onExit(respond, () =>
        Effect.withFiber((fiber) => {
          const route = Context.getOption(fiber.context, HttpRouter.RouteContext)
          if (route._tag === "Some") routes.set(request, route.value.route.path)
          return Effect.void
        })
      )
    ),
  { global: true }
)

/** Times every request, refused ones as well, when it is outermost. Addresses that no route takes count as the route `none`. */
export const layer = HttpRouter.middleware(
  (respond) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.clockWith((clock: Clock.Clock) => {
        const begun = clock.monotonicTimeNanosUnsafe()
        return Effect.onExit(respond, (exit) =>
          Effect.withFiber((fiber) => {
            const seconds = Number(clock.monotonicTimeNanosUnsafe() - begun) / 1e9
            const method = methods.has(request.method) ? request.method : "other"
            seriesOf(method, routes.get(request) ?? "none", statusOf(exit)).updateUnsafe(seconds, fiber.context)
            return Effect.void
          })
        )
      })
    ),
  { global: true }
)
