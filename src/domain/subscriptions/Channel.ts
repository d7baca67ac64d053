import { Result } from "effect"
import { type Address, parseAddress } from "./Address.ts"
import type { SourceKey } from "./Names.ts"

/** A source as a file of channels names it. */
export interface Channel {
  readonly key: SourceKey
  /** Without its login. */
  readonly url: string
  /** `name:password`; empty without one. */
  readonly login: string
}

/** What a channel means for the source of its name: nothing, nothing because somebody placed it elsewhere, or a place with a login or without. */
export type ChannelStep = "same" | "elsewhere" | { readonly login: string | undefined }

const hostOf = (url: string): string | undefined =>
  Result.match(parseAddress(url), { onFailure: () => undefined, onSuccess: ({ host }) => host })

/**
 * What a channel does to a source that is where somebody said in the page: nothing, for that is the newer word, and nobody looks into a file
 * before he changes a page. One without an address, or with one from a file, follows the file. Its login follows to no other host, unless the line
 * brings one.
 */
export const channelStep = (
  { address, login }: { readonly address: Address | null; readonly login: string | undefined },
  channel: Channel
): ChannelStep => {
  const isLoggedIn = channel.login === "" || channel.login === login
  if (address?.url === channel.url && (isLoggedIn || address.from !== "channels")) return "same"
  if (address !== null && address.from !== "channels") return "elsewhere"
  if (channel.login !== "") return { login: channel.login }
  return { login: address === null || hostOf(address.url) === hostOf(channel.url) ? login : undefined }
}
