import { assert, describe, it } from "@effect/vitest"
import { shortened } from "../../../src/app/lists/shortened.ts"

describe("many words in a row", () => {
  it("lose the middle of their paths before any of the advice behind", () => {
    const told = (path: string) =>
      `no channel named "evening" in ${path}: add a line "evening: https://example.org/a/b/index.m3u8"`
    const long = `/var/lib/${"folders/".repeat(20)}channels.yaml`
    assert.strictEqual(shortened(told(long)), told("/var/…/channels.yaml"))
    assert.strictEqual(shortened(told("/var/lib/sticky/channels.yaml")), told("/var/lib/sticky/channels.yaml"))
  })

  it("are cut where nothing else helps, never inside of a character", () => {
    assert.strictEqual(shortened("a".repeat(500)), `${"a".repeat(159)}…`)
    const cut = shortened("🎬".repeat(200))
    assert.isTrue(cut.isWellFormed())
    assert.lengthOf(cut, 160)
  })
})
