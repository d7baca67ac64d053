import { assert, describe, it } from "@effect/vitest"
import { masking, secretTexts } from "../../../src/domain/settings/Masking.ts"
import { defaultSettings, recorderSettings } from "../../../src/domain/settings/Settings.ts"

const cookies = 'sid=abc123def456; token="q:w/e r"; a=1'
const started = recorderSettings(defaultSettings, "hls", { cookies })
const mask = masking(secretTexts(started, null))

describe("S14: a secret in a line", () => {
  const lines: ReadonlyArray<readonly [string, string]> = [
    [`STARTUP cookies=${cookies}`, "STARTUP cookies=<redacted>"],
    [JSON.stringify({ event: "STARTUP", cookies }), '{"event":"STARTUP","cookies":"<redacted>"}'],
    ["--http-cookie sid=abc123def456", "--http-cookie sid=<redacted>"],
    [`https://x.example/?t=${encodeURIComponent('"q:w/e r"')}`, "https://x.example/?t=<redacted>"],
    ["a=1 is too short to be told from chance", "a=1 is too short to be told from chance"]
  ]
  for (const [line, clean] of lines) {
    it(`is masked in: ${line}`, () => assert.strictEqual(mask(line), clean))
  }

  it("leaves all else as it is, and everything where nothing is secret", () => {
    assert.strictEqual(mask("HEARTBEAT 12 MB"), "HEARTBEAT 12 MB")
    assert.strictEqual(masking([])("sid=abc123def456"), "sid=abc123def456")
    assert.strictEqual(masking([""])("sid=abc123def456"), "sid=abc123def456")
  })
})
