import { assert, it } from "@effect/vitest"
import { Effect, Layer, Logger } from "effect"
import { tellBeneath } from "../../../src/app/recordings/beneath.ts"
import { MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { aRun, desk, now } from "../supervision/desk.ts"

it.effect("R24: what was written beneath a share that is not mounted is told, with its size", () =>
  Effect.gen(function* () {
    const { live } = yield* desk
    const said: Array<string> = []
    const logger = Logger.make<unknown, void>(({ message }) => void said.push(String(message)))
    const tells = (names: ReadonlyArray<string>) => {
      const files = names.map((name) => {
        const times = { startedAt: now, modifiedAt: now }
        return { path: `s/${name}`, name, session: "s", bytes: 3_000_000, ...times }
      })
      return tellBeneath(live).pipe(
        Effect.provide(
          Layer.mock(MediaFiles)({ root: "/recordings", list: () => Effect.succeed({ files, complete: true }) })
        ),
        Effect.provideService(Logger.CurrentLoggers, new Set([logger]))
      )
    }
    live.apply({ ...aRun(1), phase: "running", startedAt: now })
    yield* tells([])
    assert.deepStrictEqual(said, [])
    yield* tells(["a.ts", "b.ts"])
    assert.match(said.join(), /^2 files were written beneath the share, 6\.0 MB: move what lies in the folder/)
  })
)
