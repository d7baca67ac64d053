import type { Effect } from "effect"
import type { HttpServerRequest, HttpServerResponse } from "effect/http"
import { problem } from "./Answers.ts"
import { MethodNotAllowed, NotFound, saying } from "./api/Problems.ts"
import { methodsOf } from "./KnownRoutes.ts"

export const pathOf = (request: HttpServerRequest.HttpServerRequest): string => request.url.split("?", 1)[0] ?? ""

/** What is said at an address of the API that does not exist, or not for this method. */
export const notFound = (
  request: HttpServerRequest.HttpServerRequest
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const methods = methodsOf(pathOf(request))
  return methods.length === 0 || methods.includes(request.method)
    ? problem(new NotFound({ ...saying("There is nothing at this address."), what: "path" }))
    : problem(
        new MethodNotAllowed(
          saying(`This address does not answer to ${request.method}, but to ${methods.join(", ")}.`)
        ),
        { allow: methods.join(", ") }
      )
}
