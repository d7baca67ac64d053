/** A byte where a player may enter a recording, and its milliseconds from the recording's start. */
export interface Entrance {
  readonly offset: number
  readonly at: number
  /** Time stamps or streams don't go on from what comes before. */
  readonly breaks: boolean
  /** How many milliseconds of the stream are missing before it that are not played over. */
  readonly skipped: number
}

/**
 * Finds where a player can enter a file. It is fed with the bytes of the file that begin at `position`, in pieces of any size, and can be
 * fed on when the file has grown.
 */
export interface Scan {
  readonly entries: ReadonlyArray<Entrance>
  /** How much of the file has been understood: the next piece begins here. */
  readonly position: number
  /** How long it plays, in milliseconds. */
  readonly duration: number
  /** Where parts of the stream are missing by their time stamps: how often, and for how many milliseconds together. */
  readonly holes: number
  readonly missing: number
  /** How many milliseconds of the stream there are, without what is missing. */
  readonly held: number
  /** Bytes at its beginning that a player needs before it enters anywhere. */
  readonly header: number
  /** When its first frame is decoded and when its last one ends, in ticks of 90 kHz, where files go on from one another by that. */
  readonly start: number | undefined
  readonly end: number
  /** `length` is what the file had in all. */
  readonly feed: (bytes: Uint8Array, length: number) => void
}

/** Entrances lie at least this far apart, in milliseconds, so that a day's index stays small. */
export const shortestPiece = 3500

/** Frames follow sooner, also those of pictures that hardly move, in milliseconds: no part of a stream is shorter than a second. */
export const shortestHole = 1500
