import type HLS from "hls-parser"

/** What systems that keep keys to themselves call themselves in playlists, and what people call them. */
const systems: ReadonlyArray<readonly [string, string]> = [
  ["com.apple.streamingkeydelivery", "FairPlay"],
  ["urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed", "Widevine"],
  ["com.widevine", "Widevine"],
  ["urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95", "PlayReady"],
  ["com.microsoft.playready", "PlayReady"],
  ["urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e", "ClearKey"]
]

/** The name of what keeps segments from being read; undefined where nothing does, or a key that anybody may fetch (RFC 8216, 4.3.2.4). */
export const protection = (key: HLS.types.Segment["key"]): string | undefined => {
  if (!key || key.method === "NONE") return undefined
  const format = (key.format ?? "identity").toLowerCase()
  const system = systems.find(([name]) => format.startsWith(name))?.[1]
  if (system !== undefined) return system
  return key.method === "AES-128" && format === "identity" && key.uri ? undefined : key.method
}
