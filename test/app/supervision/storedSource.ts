import { noHistory } from "../../../src/domain/supervision/History.ts"
import type { SourceId } from "../../../src/domain/values/Ids.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import type { StoredSource } from "../../../src/ports/Sources.ts"

/** A source as the store has it when nobody ever asked anything of it, but for what is given. */
export const storedSource = (id: SourceId, given: Partial<StoredSource> = {}): StoredSource => ({
  id,
  driver: "hls",
  username: "carol",
  createdAt: Instant.make(0),
  asked: 0,
  restartAsked: 0,
  address: null,
  overrides: {},
  overridesVersion: 0,
  subscriptions: [],
  history: noHistory,
  runs: [],
  lastRecordingAt: null,
  ...given
})
