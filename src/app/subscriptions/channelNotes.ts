import { showKey } from "../../domain/subscriptions/Names.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import { type ChannelList, channelDriver } from "./channelList.ts"

/** What is worth a word about the files of channels. */
export interface ChannelNote {
  readonly kind: "file" | "line" | "elsewhere" | "gone"
  readonly file: string | null
  readonly line: number | null
  /** As `driver/username`. */
  readonly source: string | null
  /** What it means and what to do, as sentences; no secret is in it. */
  readonly text: string
}

const isWanted = (stored: StoredSource): boolean => stored.subscriptions.some(({ posture }) => posture !== "archived")

/** What of the files was not taken in, which sources people placed elsewhere, and which no file names any more. */
export const channelNotes = (
  { channels, faults }: ChannelList,
  entries: Iterable<StoredSource>
): ReadonlyArray<ChannelNote> => {
  const named = new Map(channels.map((channel) => [channel.key.username, channel]))
  const notes: Array<ChannelNote> = faults.map(({ file, line, name, text }) => ({
    kind: line === null && name === null ? "file" : "line",
    file,
    line,
    source: null,
    text
  }))
  // What a line that can't be read names is not gone, nor is anything of a file that can't.
  const unread = new Set(faults.map(({ name }) => name))
  const isWhole = !unread.has(null)
  for (const stored of entries) {
    const { address, driver, username } = stored
    if (driver !== channelDriver || address === null || !isWanted(stored)) continue
    const channel = named.get(username)
    const source = showKey(stored)
    if (channel !== undefined && address.from !== "channels" && address.url !== channel.url) {
      const text = `${source} is recorded from the address on its page, not from that in the file, for the page counts. To follow the file again, take the address away there.`
      notes.push({ kind: "elsewhere", file: null, line: null, source, text })
    }
    if (channel === undefined && address.from === "channels" && isWhole && !unread.has(username)) {
      const text = `${source} stands in no file of channels any more, and is recorded from where it was. Write its line again, or save its address on its page to keep it.`
      notes.push({ kind: "gone", file: null, line: null, source, text })
    }
  }
  return notes
}
