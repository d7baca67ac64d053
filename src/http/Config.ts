import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Configuring, type NoVersion } from "../app/Configuring.ts"
import { Overview } from "../app/Overview.ts"
import { defaultSettings } from "../domain/Settings.ts"
import type { SettingsChanged as Changed, SettingsVersion } from "../ports/SettingsStore.ts"
import { alsoSet } from "./Answers.ts"
import { acting } from "./acting.ts"
import { Api } from "./api/Api.ts"
import { defaultLimit } from "./api/Lists.ts"
import { NotFound, SettingsChanged, saying, VersionRequired } from "./api/Problems.ts"
import { misfits } from "./misfits.ts"
import { fieldsShown, settingsShown } from "./shown.ts"

const changed = ({ current, message }: Changed) =>
  Effect.fail(new SettingsChanged({ ...saying(message), version: current }))
const noVersion = ({ message }: NoVersion) => Effect.fail(new NotFound({ ...saying(message), what: "version" }))

/** The version that a change rests on, from If-Match. */
const expected = (ifMatch: string | undefined) => {
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(ifMatch?.trim() ?? "")?.[1]
  return version === undefined
    ? Effect.fail(
        new VersionRequired(
          saying(
            'Say which version the change rests on: If-Match with the ETag that GET /api/config gave, such as "7".'
          )
        )
      )
    : Effect.succeed(Number(version))
}

/** The settings, for admins. */
export const layer = HttpApiBuilder.group(
  Api,
  "config",
  Effect.fnUntraced(function* (handlers) {
    const by = yield* acting
    const configuring = yield* Configuring
    const overview = yield* Overview

    const view = Effect.fnUntraced(function* ({ at, author, settings, version }: SettingsVersion) {
      yield* alsoSet({ etag: `"${version}"`, "cache-control": "private, no-cache" })
      return {
        version,
        author,
        at,
        settings: settingsShown(settings),
        defaults: settingsShown(defaultSettings),
        fields: fieldsShown,
        outdated_runs: (yield* overview.summary).outdatedRuns
      }
    })

    return handlers.handleAll({
      show: Effect.fn("config.show")(function* () {
        return yield* view(yield* configuring.current)
      }),

      save: Effect.fn("config.save")(
        function* ({ headers, payload }) {
          const { cookies_set: _ignored, drivers, ...open } = payload
          const change = {
            ...open,
            drivers: Object.fromEntries(
              Object.entries(drivers).map(([driver, { cookies_set: _alsoIgnored, ...values }]) => [driver, values])
            )
          }
          return yield* view(yield* configuring.save(yield* by, yield* expected(headers["if-match"]), change))
        },
        Effect.catchTags({ SettingsChanged: changed, Misfits: misfits })
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
            yield* configuring.restore(yield* by, yield* expected(headers["if-match"]), params.version)
          )
        },
        Effect.catchTags({ SettingsChanged: changed, Misfits: misfits, NoVersion: noVersion })
      )
    })
  })
)
