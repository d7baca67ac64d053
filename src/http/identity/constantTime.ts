import { Redacted } from "effect"
import { Mac } from "effect/crypto"

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Whether a presented text equals the secret, in a time that tells no more than whether their lengths do. */
export const equalTo = (secret: Redacted.Redacted): ((presented: string) => boolean) => {
  const expected = bytesOf(Redacted.value(secret))
  return (presented) => Mac.timingSafeEqual(bytesOf(presented), expected)
}
