import type { StorageFault } from "./StorageFault.ts"

/** What is the matter with the recordings' folder, as the end of a sentence about it. */
export const faultWords: Readonly<Record<StorageFault, string>> = {
  not_mounted: "is not mounted: another disk lies in its place",
  missing: "is missing",
  read_only: "can't be written (read-only)",
  denied: "can't be written (permission denied)",
  full: "can't be written (the disk is full)",
  no_inodes: "can't be written (the disk has no inodes left)",
  quota: "can't be written (the quota is used up)",
  mute: "does not answer",
  broken: "can't be written (the disk reports an error)"
}

const mends: Readonly<Partial<Record<StorageFault, string>>> = {
  not_mounted:
    "Mount the share again; if another disk is meant to be there, put an empty file named .sticky-dvr into it.",
  missing: "Mount the share again, or make the folder.",
  read_only: "Mount it for writing.",
  denied: "Give it to the user that the backend and the recorders run as.",
  full: "Delete what is not needed.",
  no_inodes: "Delete what is not needed: too many files are on it.",
  quota: "Delete what is not needed, or raise the quota."
}

/** What an operator is told of a recordings' folder that nothing can be recorded into, and of how that is mended. */
export const storageAdvice = (fault: StorageFault, folder: string): string =>
  `The recordings' folder ${folder} ${faultWords[fault]}. ${mends[fault] ?? "See what the system's log says of its disk."} Recording then goes on by itself.`
