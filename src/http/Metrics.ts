import { Effect, Layer, Metric, Redacted } from "effect"
import { HttpRouter, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import { Overview } from "../app/Overview.ts"
import { problem } from "./Answers.ts"
import { NotFound, saying } from "./api/Problems.ts"
import { HttpSettings } from "./HttpSettings.ts"
import { equalInConstantTime } from "./identity/constantTime.ts"
import { peerOf } from "./identity/peerOf.ts"
import { LoopDelay } from "./LoopDelay.ts"

const gauge = (name: string, description: string) => Metric.gauge(`sticky_dvr_${name}`, { description })

const sources = gauge("sources", "Wanted sources by status")
const subscriptions = gauge("subscriptions", "Subscriptions of all users")
const linkUp = gauge("overseer_connected", "1 while the overseer is connected")
const leading = gauge("leading", "1 while this backend supervises")
const outdated = gauge("outdated_runs", "Recorders running on older settings")
const free = gauge("free_bytes", "Free bytes where recordings go")
const loopDelay = gauge("event_loop_delay_seconds", "How late the process last was with what it had to do")

const forwarded = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded"]

const isLocal = (request: HttpServerRequest.HttpServerRequest): boolean => {
  const peer = peerOf(request)
  return (
    peer !== null &&
    (peer === "::1" || /^127\./.test(peer)) &&
    forwarded.every((name) => request.headers[name] === undefined)
  )
}

const hasToken = (request: HttpServerRequest.HttpServerRequest, token: Redacted.Redacted | null): boolean => {
  const presented = /^Bearer +(\S+)$/i.exec(request.headers["authorization"] ?? "")?.[1]
  return token !== null && presented !== undefined && equalInConstantTime(presented, Redacted.value(token))
}

const hidden = problem(new NotFound({ ...saying("There is nothing at this address."), what: "path" }))

/** Figures for Prometheus, for peers on the same machine or with the token; for others the address does not exist. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const overview = yield* Overview
    const router = yield* HttpRouter.HttpRouter
    const { metricsToken } = yield* HttpSettings
    const delay = yield* LoopDelay

    const measure = Effect.gen(function* () {
      const summary = yield* overview.summary
      yield* Effect.forEach(Object.entries(summary.status), ([status, count]) =>
        Metric.update(Metric.withAttributes(sources, { status }), count)
      )
      yield* Metric.update(subscriptions, summary.subscriptions)
      yield* Metric.update(linkUp, summary.connected ? 1 : 0)
      yield* Metric.update(leading, summary.leading ? 1 : 0)
      yield* Metric.update(outdated, summary.outdatedRuns)
      if (summary.freeSpace !== null) yield* Metric.update(free, summary.freeSpace)
      yield* Metric.update(loopDelay, (yield* delay.last) / 1000)
    })

    yield* router.add("GET", "/metrics", (request) =>
      isLocal(request) || hasToken(request, metricsToken)
        ? measure.pipe(
            Effect.andThen(PrometheusMetrics.format()),
            Effect.map((text) =>
              HttpServerResponse.text(text, { contentType: "text/plain; version=0.0.4; charset=utf-8" })
            )
          )
        : hidden
    )
  })
)
