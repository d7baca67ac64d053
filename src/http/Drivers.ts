import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { CurrentSettings } from "../app/supervision/live/CurrentSettings.ts"
import { LiveState } from "../app/supervision/live/LiveState.ts"
import { isFreeParameter } from "../domain/settings/Parameters.ts"
import { ruleChoices } from "../domain/settings/ruleChoices.ts"
import { Api } from "./api/Api.ts"

/** What the overseer offers. */
export const layer = HttpApiBuilder.group(
  Api,
  "drivers",
  Effect.fnUntraced(function* (handlers) {
    const live = yield* LiveState
    const current = yield* CurrentSettings
    return handlers.handleAll({
      list: Effect.fn("drivers.list")(function* () {
        const urls = (yield* current.get).settings.driver_urls
        const known = live.drivers()
        const items = [...(known?.values() ?? [])]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(({ description, name, params }) => ({
            name,
            description,
            url: Object.hasOwn(urls, name) ? (urls[name] ?? null) : null,
            parameters: Object.entries(params).map(([parameter, rule]) => ({
              name: parameter,
              description: rule.description ?? null,
              required: rule.default === undefined,
              default: rule.default ?? null,
              validate: rule.validate ?? null,
              choices: rule.validate === undefined ? null : ruleChoices(rule.validate),
              settable: isFreeParameter(parameter)
            }))
          }))
        return { known: known !== null, items }
      })
    })
  })
)
