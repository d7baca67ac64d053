/** Whether a name can be asked for over HTTP: it has no control characters and no backslash. */
export const isFetchable = (name: string): boolean => !/[\\\p{Cc}]/u.test(name)

/** Whether a file of this name is a recording: a transport stream, or what a converter made of one. */
export const isRecordingName = (name: string): boolean => /^[^.].*\.(?:ts|mp4)$/.test(name) && isFetchable(name)

/**
 * The recording that a file belongs to, by its name: `a_00003.ts` and `a_00004.mp4` are segments of `a`, and a file without
 * a segment number is a recording of its own (the recorder's way of naming).
 */
export const recordingOf = (name: string): string => name.replace(/(?:_\d{5,})?\.[^.]+$/, "")
