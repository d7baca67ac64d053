import { Cause, Effect, ErrorReporter, Layer, type Types } from "effect"
import { HttpServerError, type HttpServerResponse } from "effect/http"
import { HttpApiError } from "effect/http-api"
import { explain } from "../domain/values/schemaProblems/explain.ts"
import { StillReading } from "../ports/StoreUnavailable.ts"
import { unavailable } from "../ports/storeAway.ts"
import { problem } from "./Answers.ts"
import { WellFormed } from "./api/Identity.ts"
import { BadRequest, PayloadTooLarge, ServerError, saying, Unavailable } from "./api/Problems.ts"

/** What a part of a request is called where no field of it is meant. */
const whole = (kind: HttpApiError.HttpApiSchemaError["kind"]): string =>
  kind === "Payload" ? "body" : kind.toLowerCase()

/** Nobody mends more at a time. */
const mostTold = 100

const refused = ({ cause, kind }: HttpApiError.HttpApiSchemaError): BadRequest => {
  const inBody = kind === "Payload"
  const all = explain(cause.issue, inBody ? "body" : "address")
  const errors = all.slice(0, mostTold).map(({ message, path }) => {
    // A parameter that may be repeated is called by its name alone, as it is written.
    const parts = inBody ? path : path.filter((part) => typeof part !== "number")
    return { field: parts.map(String).join(".") || whole(kind), message }
  })
  const sentences = errors.slice(0, 3).map(({ field, message }) => `${field}: ${message}`)
  const more = all.length > 3 ? ` (and ${all.length - 3} more)` : ""
  return new BadRequest({ ...saying(`The request can't be used: ${sentences.join("; ")}${more}.`), errors })
}

/** What a request that can't be answered gets instead, and whether it is anything that somebody should hear of. */
const lastResort = (cause: Cause.Cause<unknown>) => {
  const later = unavailable(cause)
  if (later !== undefined) {
    return { told: later instanceof StillReading ? reading : away, headers: { "retry-after": "2" }, report: false }
  }
  for (const reason of cause.reasons) {
    if (reason._tag !== "Die") continue
    const { defect } = reason
    if (HttpServerError.isHttpServerError(defect) && defect.reason._tag === "RequestParseError") {
      return defect.reason.reason === "BodyTooLarge"
        ? { told: tooLarge, headers: {}, report: false }
        : { told: unreadable, headers: {}, report: false }
    }
  }
  return { told: broken, headers: {}, report: true }
}

const away = new Unavailable(saying("The database can't be reached. Try again in a moment."))
const reading = new Unavailable(saying("The server has just started and still reads its lists. Try again in a moment."))
const broken = new ServerError(saying("The server failed to answer. The cause is in its log."))
const unreadable = new BadRequest({ ...saying("The body can't be read. Send well-formed JSON."), errors: [] })
export const tooLarge = new PayloadTooLarge(saying("The body is larger than this address accepts."))

/** Answers what no handler answered: malformed requests, a store that is away, and whatever nobody foresaw. */
export const answerCause = (cause: Cause.Cause<unknown>) => {
  if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
  const { headers, report, told } = lastResort(cause)
  return Effect.andThen(report ? ErrorReporter.report(cause) : Effect.void, problem(told, headers))
}

type Answer = Effect.Effect<HttpServerResponse.HttpServerResponse, BadRequest | Types.unhandled>

export const layer = Layer.succeed(WellFormed, (respond) =>
  Effect.catchCause(respond, (cause): Answer => {
    const failure = cause.reasons.find(Cause.isFailReason)
    // An error that the endpoint declares is encoded further out.
    if (failure === undefined) return answerCause(cause)
    if (!HttpApiError.HttpApiSchemaError.is(failure.error)) return Effect.failCause(cause)
    return failure.error.kind === "Body" || failure.error.kind === "ResponseHeaders"
      ? Effect.andThen(ErrorReporter.report(cause), problem(broken))
      : Effect.fail(refused(failure.error))
  })
)
