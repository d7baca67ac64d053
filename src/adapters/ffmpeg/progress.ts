import type { Made } from "../../ports/MediaCopy.ts"

/** Reads what ffmpeg's `-progress` tells, a `key=value` in each line, and tells how far it is whenever one of its reports ends. */
export const progressReader = (hears: (far: Made) => void): ((line: string) => void) => {
  let far: Made = { made: 0, bytes: 0 }
  return (line) => {
    const [, key, value] = /^(out_time_us|total_size|progress)=\s*(\S+)$/.exec(line) ?? []
    const n = Number(value)
    if (key === "progress") hears(far)
    // Before anything is written it tells N/A, and of what begins before 0 less than nothing.
    else if (Number.isFinite(n) && n > 0)
      far = key === "total_size" ? { ...far, bytes: n } : { ...far, made: Math.floor(n / 1000) }
  }
}
