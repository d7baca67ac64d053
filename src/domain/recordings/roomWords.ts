import { tellBytes } from "../values/Sizes.ts"

/** What is told where recordings were erased for room and left none. */
export const leftNoRoom = ({ bytes, freed }: { readonly bytes: number; readonly freed: number }): string =>
  `The disk is nearly full, but of ${tellBytes(bytes)} of recordings that were erased for room only ${tellBytes(freed)} became free: no more are erased until some is free, or a day has passed. See whether snapshots or links keep their files, or something else fills the disk.`
