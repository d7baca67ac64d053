import type { MediaFile } from "../../../src/ports/MediaFiles.ts"
import type { Setting } from "../simulator/overseer/Setting.ts"
import type { Timeline } from "../simulator/Timeline.ts"
import { following } from "./following.ts"

/** A stretch of time that nobody sets, in milliseconds since the beginning. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** When a channel is off the air, and when it answers for none of its segments. */
export interface Programme {
  readonly off: ReadonlyArray<Span>
  readonly broken: ReadonlyArray<Span>
}

const among = (spans: ReadonlyArray<Span>, at: number) => spans.some(({ from, to }) => at >= from && at < to)

/** A file of a source, and the seconds that it holds, which its times are the wall clock's of. */
export interface Written {
  readonly file: { -readonly [K in keyof MediaFile]: MediaFile[K] }
  readonly seconds: Array<number>
}

/** What a channel does, second by second: it knows what it served, and the disk what came of that. */
export const channel = (programme: Programme) => {
  const written: Array<Written> = []
  const looks: Array<number> = []
  const isOn = (at: number) => !among(programme.off, at)
  return {
    written,
    /** Somebody looks whether it is on the air. */
    look: (at: number) => {
      looks.push(at)
      return isOn(at)
    },
    /** Whether it is on the air and somebody who looked can know. */
    isSeen: (at: number) => {
      const last = looks.findLast((one) => one <= at) ?? Number.NaN
      return isOn(at) && isOn(last)
    },
    /** Whether the second that begins at `at` is on the air, and whether it can be had then. */
    isOn,
    serves: (at: number) => !among(programme.off, at) && !among(programme.broken, at),
    /** Whether the second is on the disk. */
    kept: (second: number) => written.some(({ seconds }) => seconds.includes(second))
  }
}

export type Channel = ReturnType<typeof channel>

/** The recorders and the disk of a world whose sources are these channels. */
export const channels =
  (of: ReadonlyMap<string, Channel>, isWritable: () => boolean) =>
  (
    timeline: Timeline
  ): { readonly recorder: Setting["recorder"]; readonly files: (name: string) => ReadonlyArray<MediaFile> } => ({
    recorder: (task, process) =>
      following(timeline, of.get(task.params["source"] ?? "") ?? channel({ off: [], broken: [] }), isWritable, process),
    files: (name) => (of.get(name)?.written ?? []).map(({ file }) => ({ ...file }))
  })
