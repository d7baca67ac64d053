import { assert, it } from "@effect/vitest"
import { Result } from "effect"
import { parseAddress } from "../../../src/domain/subscriptions/Address.ts"
import { opening } from "../../../src/recorder/stream/FfmpegCommand.ts"

it("waits for a caller of SRT not for ever: a recorder that is killed leaves its port", () => {
  const parts = Result.getOrThrow(parseAddress("srt://127.0.0.1:9000?mode=listener"))
  assert.match(opening(parts, undefined, undefined)?.script ?? "", /^option listen_timeout '\d{8}'$/m)
})
