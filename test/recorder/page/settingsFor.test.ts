import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { settingsFor } from "../../../src/recorder/page/settingsFor.ts"
import * as Settings from "../../../src/recorder/Settings.ts"

/** The user agent that a stream's hosts see, with these flags, where the programs told these headers. */
const userAgent = (flags: ReadonlyArray<string>, ...headers: ReadonlyArray<readonly [string, string]>) => {
  const command = Settings.read(["-s", "test", "-o", "/a", "--url", "https://a.example/", ...flags], {})
  if (Result.isFailure(command) || command.success._tag !== "Record") return assert.fail("not a recording")
  const resolved = {
    url: "https://b.example/",
    engine: "hls",
    headers,
    title: undefined,
    author: undefined,
    thumbnail: undefined,
    qualities: []
  } as const
  return settingsFor(command.success.settings, resolved).userAgent
}

describe("the user agent that a page's stream is asked with", () => {
  it("is the one that the programs told", () => assert.strictEqual(userAgent([], ["User-Agent", "told"]), "told"))
  it("is the setting's where it gives one", () =>
    assert.strictEqual(userAgent(["--user-agent", "set"], ["User-Agent", "told"]), "set"))
  it("is none where nobody gave one", () => assert.isUndefined(userAgent([])))
})
