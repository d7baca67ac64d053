import { assert, describe, it } from "@effect/vitest"
import { DateTime, Option, Result, Schema } from "effect"
import { recordingAt } from "../../src/adapters/files/Inside.ts"
import { defaultSettings, Overrides } from "../../src/domain/settings/Settings.ts"
import { type Command, read } from "../../src/recorder/Settings.ts"

const decode = Schema.decodeUnknownOption(Overrides)
const isAccepted = (value: typeof Overrides.Encoded) => Option.isSome(decode(value))

const command = (...flags: ReadonlyArray<string>) =>
  read(["-s", "alice", ...flags, "-o", `/rec/${defaultSettings.out_pattern}`], {})

const headers = [
  "",
  "Mozilla/5.0 (X11; Linux)",
  "Sticky – 1.0",
  "“Sticky”",
  "Zoë’s recorder",
  "Zoë 1.0",
  "ÿ",
  "Ā",
  "漢",
  "🙂",
  "a\u00adb",
  "a\u2028b",
  "\u202eagent",
  "é",
  "e\u0301"
]

const patterns = [
  defaultSettings.out_pattern,
  "{{.Driver}}/{{.Source}}/{{.Session.Unix}}/{{.Recording.Unix}}",
  "{{ .Driver }}/{{ .Source }}/all/{{.Recording.Unix}}",
  "{{.Driver}}/{{.Source}}/a b'\"$(x);`y`/{{.Recording.Unix}}",
  "{{.Driver}}/{{.Source}}/–/{{.Recording.Unix}}",
  "{{.Driver}}/{{.Source}}/{{.Session.Unix}}/{{.Recording.Unix}}.ts",
  "/tmp/{{.Driver}}/{{.Source}}/a/{{.Recording.Unix}}",
  "a/{{.Driver}}/{{.Source}}/a/{{.Recording.Unix}}",
  "{{.Driver}}/{{.Source}}/../{{.Recording.Unix}}",
  "{{.Driver}}/{{.Source}}/.a/{{.Recording.Unix}}",
  "{{.Driver}}/{{.Source}}/a.ts/{{.Recording.Unix}}",
  "{{.Driver}}/{{.Source}}/a/.{{.Recording.Unix}}"
]

/** The file that a recorder would write first. */
const fileOf = (made: Result.Result<Command, unknown>): string => {
  const at = DateTime.makeZonedUnsafe(Date.UTC(2026, 0, 2, 3, 4, 5), { timeZone: "Europe/Berlin" })
  const moment = { at, count: 0 }
  const settings = Result.getOrThrow(made)
  if (settings._tag !== "Record") throw new Error(settings._tag)
  const naming = { driver: "hls", source: "alice", session: moment, recording: moment, segment: moment }
  return `${settings.settings.out(naming)}_00000.ts`
}

describe("D15: what is accepted as a setting a recorder is started with,", () => {
  it.each(headers)("as user agent and cookies: %j, or neither takes it", (text) => {
    assert.strictEqual(isAccepted({ user_agent: text }), Result.isSuccess(command("-a", text)))
    assert.strictEqual(isAccepted({ cookies: text }), Result.isSuccess(command("-c", text)))
  })

  it.each(["file:///cookies.txt", "https://a.example/cookies", "a=https://b"])("as cookies: %j, or neither", (text) => {
    assert.strictEqual(isAccepted({ cookies: text }), Result.isSuccess(command("-c", text)))
  })

  it("and what is refused is told with the letter that is the matter", () => {
    const refused = Schema.decodeResult(Overrides)({ user_agent: "Sticky – 1.0" })
    assert.include(Result.isFailure(refused) ? refused.failure.message : "", "(U+2013)")
  })

  it.each(patterns)("as file pattern: %j, whose files then are found again", (pattern) => {
    if (!isAccepted({ out_pattern: pattern })) return
    const file = fileOf(read(["-s", "alice", "-o", `/rec/${pattern}`], {}))
    const [, root, driver, username, ...rest] = file.split("/")
    assert.deepStrictEqual([root, driver, username], ["rec", "hls", "alice"])
    assert.isDefined(recordingAt(rest.join("/")), file)
    assert.lengthOf(rest, 2)
  })

  it("and of those patterns a good part is accepted, and none that leads elsewhere", () => {
    assert.deepStrictEqual(
      patterns.map((out_pattern) => isAccepted({ out_pattern })),
      [true, true, true, true, true, true, false, false, false, false, false, false]
    )
  })
})
