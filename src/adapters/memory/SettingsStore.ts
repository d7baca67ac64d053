import { Effect, Layer, Option, Result } from "effect"
import { SettingsChanged, SettingsStore, type SettingsVersion } from "../../ports/SettingsStore.ts"
import { Database, type Written } from "./Database.ts"
import { document } from "./storable.ts"

export const layer = Layer.effect(
  SettingsStore,
  Effect.map(Database, ({ read, write }) =>
    SettingsStore.of({
      current: read((tables) => Option.fromUndefinedOr(tables.settings.at(-1))),
      save: ({ at, author, expected, settings }) =>
        Effect.flatMap(
          write((tables): Written<Result.Result<SettingsVersion, SettingsChanged>> => {
            const current = tables.settings.length
            if (current !== expected) {
              return { answer: Result.fail(new SettingsChanged({ expected, current })), tables, notices: [] }
            }
            const saved: SettingsVersion = { version: current + 1, settings: document(settings), author, at }
            return {
              answer: Result.succeed(saved),
              tables: { ...tables, settings: [...tables.settings, saved] },
              notices: [{ _tag: "settings" }]
            }
          }),
          Effect.fromResult
        ),
      find: (version) => read((tables) => Option.fromUndefinedOr(tables.settings[version - 1])),
      list: ({ before, limit }) =>
        read((tables) =>
          tables.settings
            .filter(({ version }) => before === null || version < before)
            .reverse()
            .slice(0, limit)
        )
    })
  )
)
