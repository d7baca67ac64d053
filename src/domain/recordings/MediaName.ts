/** The file by which a recordings' folder is known again. */
export const markName = ".sticky-dvr"

/** The folder beside the sources' where exports lie. No driver has such a name, so nothing takes them for recordings. */
export const exportsFolder = `${markName}-exports`

/** Whether a name can be asked for over HTTP: it has no control characters and no backslash. */
export const isFetchable = (name: string): boolean => !/[\\\p{Cc}]/u.test(name)

/** How recordings end: those of our recorder and of converters, and those of other recorders, also while they are written. */
const endings = /\.(?:ts|mp4|mkv|webm|flv|mp3|m4a|aac|ogg|opus)(?:\.part)?$/

/** Whether a file of this name is a recording. */
export const isRecordingName = (name: string): boolean => /^[^.]/.test(name) && endings.test(name) && isFetchable(name)

/**
 * The recording that a file belongs to, by its name: `a_00003.ts` and `a_00004.mp4` are segments of `a`, and a file without
 * a segment number is a recording of its own (the recorder's way of naming).
 */
export const recordingOf = (name: string): string => name.replace(/(?:_\d{5,})?\.[^.]+(?:\.part)?$/, "")

/** The number of a segment of a recording; NaN for a file without one. */
export const numberOf = (name: string): number => Number(/_(\d{5,})\.[^.]+(?:\.part)?$/.exec(name)?.[1])

/** Whether a session's pictures have an address: its name is plain, as the door and the thumbnailer ask of addresses that are open to everybody. */
export const hasPictures = (session: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(session) && !session.includes("..")
