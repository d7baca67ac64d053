import { flags } from "./KnownFlags.ts"

const width = Math.max(...flags.map(({ name }) => name.length))

/** What `--help` prints. */
export const manual = [
  "Records a live HLS stream to files: MPEG-TS or fragmented MP4, as it comes.",
  "",
  "  recorder [flags] [source] [out]",
  "",
  ...flags.map(({ env, fallback, help, name, short }) => {
    const spelled = `${short === undefined ? "    " : `-${short}, `}--${name.padEnd(width)}`
    const notes = [fallback === undefined ? undefined : `default ${fallback}`, env].filter((note) => note !== undefined)
    return `  ${spelled}  ${help}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`
  }),
  `  -h, --${"help".padEnd(width)}  this page`,
  `  -V, --${"version".padEnd(width)}  the version`,
  "",
  "Durations are hh:mm:ss, Go style (1m30s) or a number of minutes. Exit codes: 0 done or stopped, 1 can't go on,",
  "2 offline or wrong usage, 3 blocked by the site."
].join("\n")
