import { execFileSync } from "node:child_process"
import { join } from "node:path"

/** Seconds of 720p at about 2.5 Mbit/s with sound, as a transport stream with a key frame every two seconds; its path. */
export const recordingOf720p = (folder: string, seconds: number): string => {
  const [short, whole] = [join(folder, "short.ts"), join(folder, "whole.ts")]
  const ffmpeg = (...args: ReadonlyArray<string>) => execFileSync("ffmpeg", ["-nostdin", "-v", "error", "-y", ...args])
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30"]
  const sound = ["-f", "lavfi", "-i", "sine=440:sample_rate=48000"]
  const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "60", "-b:v", "2500k", "-c:a", "aac"]
  ffmpeg(...picture, ...sound, "-t", "20", ...coded, "-f", "mpegts", short)
  const times = Math.ceil(seconds / 20) - 1
  ffmpeg("-stream_loop", String(times), "-i", short, "-t", String(seconds), "-c", "copy", "-f", "mpegts", whole)
  return whole
}
