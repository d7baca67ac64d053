import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { keeping } from "../../../src/recorder/page/Keeper.ts"
import { childrenOf } from "../stream/liveSources.ts"

it.live("a keeper that was killed holds nobody up", () =>
  Effect.gen(function* () {
    const folder = mkdtempSync(join(tmpdir(), "sticky-kept-"))
    yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true, force: true })))
    yield* Effect.scoped(
      Effect.gen(function* () {
        yield* keeping(folder)
        const [keeper] = childrenOf(process.pid).filter(({ args }) => args.includes(folder))
        if (keeper === undefined) return assert.fail("there is no keeper")
        process.kill(keeper.pid, "SIGKILL")
        yield* keeper.gone
        // What is gone may be a zombie still, of whose end this process has not heard.
        while (childrenOf(process.pid).some(({ pid }) => pid === keeper.pid)) yield* Effect.sleep("10 millis")
      })
    )
  }).pipe(Effect.scoped)
)
