import { Schema } from "effect"
import type { AddressParts } from "./Address.ts"
import { SourceName } from "./Names.ts"

const isName = Schema.is(SourceName)

/** What stands at the end of addresses everywhere, and names nothing. */
const common =
  /^(?:index|playlist|master|main|manifest|chunklist|stream|live|hls|dash|video|prog_index|mono|media|default|output|rtmp|h264|cam|tv)$/i

const isEdge = (letter: string | undefined): boolean => letter === "." || letter === "-"

/** Without dots and dashes at either end. */
const trimmed = (word: string): string => {
  let [from, to] = [0, word.length]
  while (from < to && isEdge(word[from])) from++
  while (from < to && isEdge(word[to - 1])) to--
  return word.slice(from, to)
}

/** A word as a name may be, or empty. */
const nameOf = (word: string): string => {
  const plain = word
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/\.{2,}/g, ".")
  return trimmed(trimmed(plain).slice(0, 48))
}

const wordOf = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The names that an address may be meant by, the best one first: from its path from the end, then from its host. */
const candidates = ({ host, path }: AddressParts): ReadonlyArray<string> => {
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(wordOf)
  const [last = "", ...before] = segments.reverse()
  const words = [last.replace(/\.(?:m3u8?|mpd|ts|mp4|flv|mp3|aac|ogg|sdp|smil|isml?|php|html?)$/i, ""), ...before]
  const isAddress = /^\[|^[\d.]+$/.test(host)
  const name = host.replace(/^(?:www|m)\./, "")
  return [...words.filter((word) => !common.test(word)), isAddress ? name : (name.split(".")[0] ?? "")]
}

/**
 * A name for the source at an address, as people would call it: its title, the last word of its path that says anything, or its host. `isFree`
 * tells which are; a number makes one of those that are not.
 */
export const suggestName = (parts: AddressParts, isFree: (name: string) => boolean, title = ""): string => {
  const name = [title, ...candidates(parts)].map(nameOf).find(isName) ?? "source"
  for (let n = 1; ; n++) {
    const one = n === 1 ? name : `${name}-${n}`
    if (isFree(one)) return one
  }
}
