import { Effect } from "effect"
import type { SettingsChanged as Changed } from "../ports/SettingsStore.ts"
import { alsoSet } from "./Answers.ts"
import { SettingsChanged, saying, VersionRequired } from "./api/Problems.ts"

/** Tags the answer with the version of what it shows. */
export const tagged = (version: number) => alsoSet({ etag: `"${version}"`, "cache-control": "private, no-cache" })

/** The version that a change rests on, from If-Match. */
export const expected = (ifMatch: string | undefined) => {
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(ifMatch?.trim() ?? "")?.[1]
  return version === undefined
    ? Effect.fail(
        new VersionRequired(
          saying(
            'Say which version the change rests on: If-Match with the ETag that GET gave for the same settings, such as "7".'
          )
        )
      )
    : Effect.succeed(Number(version))
}

export const changed = ({ current, message }: Changed) =>
  Effect.fail(new SettingsChanged({ ...saying(message), version: current }))
