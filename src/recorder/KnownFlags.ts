import type { Flag } from "./Flags.ts"

export const logLevels = ["debug", "info", "warn", "error", "fatal"] as const
export type LogLevel = (typeof logLevels)[number]

/** Ways to get at what is on air: playlists of HLS, what ffmpeg reads, and what streamlink or yt-dlp find behind a page. */
export const engines = ["hls", "stream", "page"] as const

/** Flags with a value: their variables, what stands for them when neither is given, and a word on each. */
export const flags: ReadonlyArray<Flag & { readonly help: string; readonly fallback?: string }> = [
  { name: "driver", short: "d", env: "STICKY_DRIVER", fallback: "hls", help: "name that stands for {{.Driver}}" },
  { name: "engine", env: "STICKY_ENGINE", fallback: "hls", help: engines.join(", ") },
  { name: "source", short: "s", help: "channel to record (required)" },
  { name: "url", env: "STICKY_URL", help: "address of the stream" },
  {
    name: "inward",
    env: "STICKY_INWARD",
    fallback: "yes",
    help: "whether that address may be on this machine: yes or no"
  },
  { name: "out", short: "o", env: "STICKY_OUT", help: "path template without extension (required)" },
  {
    name: "resolution",
    short: "r",
    env: "STICKY_RESOLUTION",
    fallback: "720",
    help: "lines, or the next lower; or best"
  },
  { name: "framerate", short: "f", env: "STICKY_FRAMERATE", fallback: "30", help: "pictures a second, or fewer" },
  { name: "from-start", env: "STICKY_FROM_START", fallback: "false", help: "true begins with all that is listed" },
  { name: "segment-length", short: "l", env: "STICKY_SEGMENT_LENGTH", fallback: "0", help: "0 is one file" },
  { name: "check-interval", short: "i", env: "STICKY_CHECK_INTERVAL", fallback: "0", help: "0 is one session" },
  { name: "sleep-jitter", env: "STICKY_SLEEP_JITTER", fallback: "0", help: "at most added to the check interval" },
  { name: "retry-delay", env: "STICKY_RETRY_DELAY", fallback: "5s", help: "between two tries" },
  { name: "retry-jitter", env: "STICKY_RETRY_JITTER", fallback: "0", help: "at most added to the retry delay" },
  { name: "segment-timeout", env: "STICKY_SEGMENT_TIMEOUT", fallback: "5m", help: "ends a silent recording" },
  { name: "recording-timeout", env: "STICKY_RECORDING_TIMEOUT", fallback: "30m", help: "ends a waiting session" },
  { name: "heartbeat-interval", env: "STICKY_HEARTBEAT_INTERVAL", fallback: "0", help: "segmented mode only" },
  { name: "cookies", short: "c", env: "STICKY_COOKIES", help: "Cookie header" },
  { name: "headers", env: "STICKY_HEADERS", help: "further headers, a line each" },
  { name: "login", env: "STICKY_LOGIN", help: "name:password for the address's own host" },
  { name: "proxy", env: "STICKY_PROXY", help: "http proxy, http://name:password@host:port" },
  { name: "user-agent", short: "a", env: "STICKY_USER_AGENT", help: "User-Agent header" },
  { name: "domain", help: "hosts of this domain get the cookies too" },
  { name: "min-free-space", env: "STICKY_MIN_FREE_SPACE", fallback: "0", help: "bytes; fewer free end a recording" },
  { name: "log-level", env: "STICKY_LOG_LEVEL", fallback: "info", help: logLevels.join(", ") },
  { name: "output-format", env: "STICKY_OUTPUT_FORMAT", fallback: "normal", help: "json or normal" }
]

/** Flags without a value. */
export const switches: ReadonlyArray<Flag> = [
  { name: "help", short: "h" },
  { name: "version", short: "V" }
]
