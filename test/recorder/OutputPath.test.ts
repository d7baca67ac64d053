import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import { type Naming, parse } from "../../src/recorder/OutputPath.ts"

const moment = (iso: string, count: number) => ({
  at: DateTime.makeZonedUnsafe(iso, { timeZone: DateTime.zoneMakeNamedUnsafe("America/New_York") }),
  count
})

const naming: Naming = {
  driver: "hls",
  source: "alice",
  session: moment("2026-02-18T03:01:31.900Z", 0),
  recording: moment("2026-02-18T06:04:05Z", 2),
  segment: moment("2026-02-18T06:09:05Z", 7)
}

const rendered = (template: string) => Result.map(parse(template, "/home/u/"), (path) => path(naming))

describe("a path template", () => {
  it("names session and recording by their local times", () => {
    const when = (of: string) =>
      `{{.${of}.Year}}-{{.${of}.Month}}-{{.${of}.Day}}_{{.${of}.Hour}}-{{.${of}.Minute}}-{{.${of}.Second}}`
    assert.deepStrictEqual(
      rendered(`/data/{{.Driver}}/{{ .Source }}/${when("Session")}/${when("Recording")}`),
      Result.succeed("/data/hls/alice/2026-02-17_22-01-31/2026-02-18_01-04-05")
    )
  })

  it("knows counts and seconds since the epoch", () => {
    assert.deepStrictEqual(
      rendered("{{.Recording.Count}}-{{.Segment.Count}}-{{.Session.Unix}}"),
      Result.succeed("2-7-1771383691")
    )
  })

  it("expands the home directory, at the beginning alone", () => {
    assert.deepStrictEqual(rendered("~/rec/~/x"), Result.succeed("/home/u/rec/~/x"))
  })

  it.each([
    "{{.Password}}",
    "{{.Session.Count}}",
    "{{.Session}}",
    "{{.Session.constructor}}",
    "{{printf .Source}}",
    "{{.Source | html}}",
    "{{.Source",
    "x}}",
    "{{}}",
    "a\0b"
  ])("is refused with a sentence for %j", (template) => {
    const result = parse(template, "/home/u")
    assert.match(Result.isFailure(result) ? result.failure : "", /^the output pattern holds .+; it takes fields like/)
  })
})
