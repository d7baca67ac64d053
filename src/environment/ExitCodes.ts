/**
 * What a program exits with that was started with what it can't run with, as a setting or a database of a newer version: another
 * start would say the same (`EX_CONFIG` of sysexits.h). Whatever may pass is another code.
 */
export const refused = 78
