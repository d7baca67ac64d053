import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { parseRecorderEvent } from "../../../src/domain/supervision/RecorderEvent.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { recorderLine, t0 } from "./given.ts"

describe("a recorder's line", () => {
  const events = [
    "STARTUP",
    "SESSION START",
    "RECORDING START",
    "SEGMENT START",
    "HEARTBEAT",
    "SEGMENT FINISH",
    "RECORDING END",
    "SESSION END",
    "SLEEP"
  ]
  const Value = Schema.Union([Schema.String, Schema.Finite, Schema.Null, Schema.Boolean, Schema.Array(Schema.String)])

  it("is understood whatever the event", () => {
    const tags = events.map((event) => parseRecorderEvent(recorderLine(event, { file: "a.ts" }))?._tag)
    assert.deepStrictEqual(tags, events.map((event) => event.toLowerCase()) as typeof tags)
    const time = "2026-01-01T00:00:05Z"
    assert.deepStrictEqual(parseRecorderEvent(recorderLine("RECORDING START", { time, recording: "3" })), {
      _tag: "recording start",
      at: Instant.make(t0 + 5000),
      recording: 3
    })
    assert.deepStrictEqual(parseRecorderEvent(recorderLine("HEARTBEAT", { file: "a", bytes_written: "12" })), {
      _tag: "heartbeat",
      file: "a",
      bytes: 12,
      longest: 0
    })
    assert.deepStrictEqual(parseRecorderEvent('{"level":"error","message":"no"}'), {
      _tag: "log",
      level: "error",
      message: "no"
    })
  })

  it("T10: a recording whose stream ended ends with what was last written, and not when its recorder was sure of it", () => {
    const end = (trigger: string, silence?: string) =>
      parseRecorderEvent(
        recorderLine("RECORDING END", { time: "2026-01-01T00:00:20Z", trigger, ...(silence && { silence }) })
      )
    const ended = { _tag: "recording end", trigger: "stream_end", reason: null } as const
    assert.deepStrictEqual(end("stream_end", "00:00:14"), { ...ended, at: Instant.make(t0 + 6_000) })
    assert.deepStrictEqual(end("stream_end"), { ...ended, at: Instant.make(t0 + 20_000) })
    assert.deepStrictEqual(end("stream_end", "soon"), { ...ended, at: Instant.make(t0 + 20_000) })
    const timedOut = { ...ended, trigger: "timeout", at: Instant.make(t0 + 20_000) }
    assert.deepStrictEqual(end("timeout", "00:00:14"), timedOut)
  })

  it("tells what a recording is of on one line, of a length that can be kept", () => {
    const told = (fields: Readonly<Record<string, string>>) => parseRecorderEvent(recorderLine("TITLE", fields))
    assert.deepStrictEqual(told({ title: "Evening news", author: "Example TV" }), {
      _tag: "title",
      title: "Evening news",
      author: "Example TV"
    })
    assert.deepStrictEqual(told({ title: " \u0000two\nlines\u2028 " }), {
      _tag: "title",
      title: "two lines",
      author: null
    })
    const long = told({ title: "é".repeat(100_000), author: "\n" })
    assert.deepStrictEqual(long, { _tag: "title", title: "é".repeat(200), author: null })
  })

  it("T1: names what stands in its way by the kinds of causes", () => {
    const hindrance = (fields: Readonly<Record<string, string>>) => {
      const told = parseRecorderEvent(recorderLine("TROUBLE", fields))
      return told?._tag === "trouble" ? told.hindrance : undefined
    }
    assert.deepStrictEqual(hindrance({ cause: "http", http_status: "403", host: "a.example" }), {
      kind: "http",
      status: 403,
      host: "a.example"
    })
    assert.deepStrictEqual(hindrance({ cause: "dns" }), { kind: "dns", host: null })
    assert.deepStrictEqual(hindrance({ cause: "no_channel" }), { kind: "no_channel" })
    const missing = 'no address of "a" is known'
    assert.deepStrictEqual(hindrance({ cause: "no_channel", message: missing }), {
      kind: "no_channel",
      message: missing
    })
    assert.deepStrictEqual(hindrance({ cause: "storage" }), { kind: "storage", message: "storage" })
    assert.deepStrictEqual(hindrance({ cause: "storage", message: "no space" }), {
      kind: "storage",
      message: "no space"
    })
    assert.deepStrictEqual(hindrance({ cause: "drm", host: "a" }), { kind: "other", message: "drm" })
    assert.deepStrictEqual(hindrance({ cause: "http", host: "a" }), { kind: "other", message: "http" })
    assert.isNull(hindrance({ cause: "none" }))
    assert.isUndefined(hindrance({}))
  })

  it("tells since when and how often, and for how long it sleeps why", () => {
    const time = "2026-01-01T00:00:05Z"
    const told = parseRecorderEvent(recorderLine("TROUBLE", { cause: "dns", tries: "12", since: time }))
    assert.deepInclude(told, { tries: 12, since: Instant.make(t0 + 5000) })
    const sleep = (fields: Readonly<Record<string, string>>) => parseRecorderEvent(recorderLine("SLEEP", fields))
    assert.deepStrictEqual(sleep({ interval: "01:02:03", reason: "dns" }), {
      _tag: "sleep",
      interval: 3_723_000,
      reason: "dns"
    })
    for (const interval of ["", "x", "1:2:x", "-1:00:00"]) assert.deepInclude(sleep({ interval }), { interval: 0 })
  })

  it("is nothing when it is none", () => {
    const lines = [
      "",
      "{",
      "[]",
      "null",
      "hello",
      '{"event":"DANCE"}',
      '{"event":"HEARTBEAT"}',
      '{"event":7}',
      ' {"event":"SLEEP"}',
      '{"level":"info"}'
    ]
    for (const line of lines) assert.isUndefined(parseRecorderEvent(line), line)
  })

  it.prop(
    "never throws, whatever it holds",
    [Schema.String, Schema.Record(Schema.String, Value)],
    ([text, fields]) => {
      for (const line of [text, `{${text}`, JSON.stringify(fields)]) parseRecorderEvent(line)
      for (const event of events)
        parseRecorderEvent(JSON.stringify({ ...fields, event, file: text, time: text, bytes_written: text }))
      parseRecorderEvent(JSON.stringify({ event: "HEARTBEAT", file: "a", bytes_written: fields["x"] ?? null }))
    },
    { arbitrary: { runs: 1000, size: 30 } }
  )

  it("with impossible sizes counts as without growth", () => {
    const bytes = ["-1", "1e400", "x", "1.5", "9".repeat(30)].map((bytes_written) =>
      parseRecorderEvent(recorderLine("HEARTBEAT", { file: "a", bytes_written }))
    )
    for (const event of bytes) assert.deepStrictEqual(event, { _tag: "heartbeat", file: "a", bytes: 0, longest: 0 })
  })
})
