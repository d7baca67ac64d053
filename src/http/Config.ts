import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Overview } from "../app/lists/Overview.ts"
import { Configuring, type NoVersion } from "../app/settings/Configuring.ts"
import type { Foreseen } from "../app/settings/foresee.ts"
import { defaultSettings } from "../domain/settings/Settings.ts"
import type { SettingsVersion } from "../ports/SettingsStore.ts"
import { tagged } from "./Answers.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { defaultLimit } from "./api/Lists.ts"
import { NotFound, saying } from "./api/Problems.ts"
import { fieldsShown, settingsShown, withoutShown } from "./presenters/settings.ts"
import { expectedVersion, misfits, settingsChanged } from "./refusals.ts"

const noVersion = ({ message }: NoVersion) => Effect.fail(new NotFound({ ...saying(message), what: "version" }))

/** The settings, for admins. */
export const layer = HttpApiBuilder.group(
  Api,
  "config",
  Effect.fnUntraced(function* (handlers) {
    const configuring = yield* Configuring
    const overview = yield* Overview

    const view = Effect.fnUntraced(function* (
      { at, author, settings, version }: SettingsVersion,
      foreseen: Foreseen | null = null
    ) {
      yield* tagged(version)
      return {
        version,
        author,
        at,
        settings: settingsShown(settings),
        defaults: settingsShown(defaultSettings),
        fields: fieldsShown,
        outdated_runs: (yield* overview.summary).outdatedRuns,
        foreseen
      }
    })

    return handlers.handleAll({
      show: Effect.fn("config.show")(function* () {
        return yield* view(yield* configuring.current)
      }),

      save: Effect.fn("config.save")(
        function* ({ headers, payload, query }) {
          const sent = "settings" in payload ? payload.settings : payload
          const drivers = Object.entries(sent.drivers).map(
            ([driver, values]) => [driver, withoutShown(values)] as const
          )
          const change = { ...withoutShown(sent), drivers: Object.fromEntries(drivers) }
          const expected = yield* expectedVersion(headers["if-match"])
          if (query.dryRun === "1" || query.dryRun === "true") {
            const foreseen = yield* configuring.foresee(expected, change)
            return yield* view(yield* configuring.current, foreseen)
          }
          return yield* view(yield* configuring.save(yield* CurrentCaller, expected, change))
        },
        Effect.catchTags({ SettingsChanged: settingsChanged, Misfits: misfits })
      ),

      versions: Effect.fn("config.versions")(function* ({ query }) {
        const { more, versions } = yield* configuring.versions(query.cursor ?? null, query.limit ?? defaultLimit)
        return {
          items: versions.map(({ at, author, changes, version }) => ({ version, author, at, changes })),
          next_cursor: more ? (versions.at(-1)?.version ?? null) : null
        }
      }),

      version: Effect.fn("config.version")(
        function* ({ params, query }) {
          const { at, author, changes, settings, version } = yield* configuring.version(
            params.version,
            query.against ?? null
          )
          return { version, author, at, changes, settings: settingsShown(settings) }
        },
        Effect.catchTag("NoVersion", noVersion)
      ),

      restore: Effect.fn("config.restore")(
        function* ({ headers, params }) {
          return yield* view(
            yield* configuring.restore(
              yield* CurrentCaller,
              yield* expectedVersion(headers["if-match"]),
              params.version
            )
          )
        },
        Effect.catchTags({ SettingsChanged: settingsChanged, Misfits: misfits, NoVersion: noVersion })
      )
    })
  })
)
