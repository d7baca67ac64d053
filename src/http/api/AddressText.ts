import { Schema } from "effect"
import { longestAddress } from "../../domain/subscriptions/Address.ts"

/** An address as it is given; what is wrong with one is told by the programs, in sentences. */
export const AddressText = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(longestAddress)).annotate({
  examples: ["https://example.org/live/news.m3u8"]
})
