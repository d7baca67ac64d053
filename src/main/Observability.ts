import { Effect, ErrorReporter, Layer, Logger, type LogLevel, type Redacted, References } from "effect"
import { FetchHttpClient, Headers } from "effect/http"
import { OtlpMetrics, OtlpSerialization, OtlpTracer } from "effect/observability"
import { withoutEnd } from "../domain/values/Text.ts"
import type { LogFormat } from "./Environment.ts"
import { logger } from "./Logging.ts"
import { redaction } from "./Redaction.ts"

export interface Options {
  readonly logFormat: LogFormat
  readonly logLevel: LogLevel.LogLevel
  /** Where traces and metrics go (OTLP over HTTP); null: nowhere. */
  readonly otlpUrl: string | null
  readonly version: string
  /** What must never be seen, beside what looks like a secret anyway. */
  readonly secrets: ReadonlyArray<Redacted.Redacted>
}

/** Logs what no handler foresaw, in full, as the fiber it happened in would log it. */
const reporter = ErrorReporter.make(({ attributes, cause, fiber }) => {
  const report = Effect.logError("an unforeseen failure", cause).pipe(Effect.annotateLogs(attributes))
  Effect.runForkWith(fiber.context)(report)
})

/** Headers that spans leave out. */
const privateHeaders = [
  "authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
  "x-proxy-secret",
  "x-metrics-token",
  "x-session-id"
]

const otlp = (url: string, version: string) => {
  const base = withoutEnd(url, "/")
  const resource = { serviceName: "sticky-dvr", serviceVersion: version }
  return Layer.merge(
    OtlpTracer.layer({ url: `${base}/v1/traces`, resource }),
    OtlpMetrics.layer({ url: `${base}/v1/metrics`, resource })
  ).pipe(Layer.provide([OtlpSerialization.layerJson, FetchHttpClient.layer]))
}

/** Logs in the chosen form without secrets, reports of the unforeseen, and traces and metrics where somebody collects them. */
export const layer = ({ logFormat, logLevel, otlpUrl, secrets, version }: Options) =>
  Layer.mergeAll(
    Logger.layer([logger(logFormat, redaction(secrets))]),
    ErrorReporter.layer([reporter]),
    Layer.succeed(References.MinimumLogLevel, logLevel),
    Layer.succeed(Headers.CurrentRedactedNames, privateHeaders),
    otlpUrl === null ? Layer.empty : otlp(otlpUrl, version)
  )
