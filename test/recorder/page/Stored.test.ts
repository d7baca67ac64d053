import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { resolving } from "../../../src/recorder/page/resolving.ts"

it.effect("a folder for temporary files that can't be written is a trouble that passes", () =>
  Effect.gen(function* () {
    yield* Effect.addFinalizer(() => Effect.sync(() => vi.unstubAllEnvs()))
    vi.stubEnv("TMPDIR", join(tmpdir(), "sticky-nowhere", "at-all"))
    const wish = { cookies: undefined, headers: undefined, login: undefined, proxy: undefined, resolution: 720 }
    const failure = yield* Effect.flip(resolving("https://a.example/live", wish))
    assert.deepInclude({ ...failure }, { _tag: "Trouble" })
    assert.strictEqual(failure._tag === "Trouble" && failure.hindrance.kind, "storage")
  }).pipe(Effect.provide(NodeFileSystem.layer))
)
