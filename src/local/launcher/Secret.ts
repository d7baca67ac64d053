import { Effect, FileSystem } from "effect"
import { SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"

/** The secret kept in `file`, which only its owner reads; 32 random bytes, as hex, are put there if it is missing or empty. */
export const kept = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const found = (yield* Effect.orElseSucceed(fs.readFileString(file), () => "")).trim()
  if (found !== "") {
    yield* fs.chmod(file, 0o600)
    return found
  }
  const secret = Hex.encode(yield* SecureRandom.SecureRandom.use((random) => random.randomBytes(32)))
  yield* fs.writeFileString(`${file}.new`, `${secret}\n`, { mode: 0o600 })
  yield* fs.rename(`${file}.new`, file)
  return secret
})
