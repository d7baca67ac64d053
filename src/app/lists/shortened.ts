/** Recorders and sites may use many words; a row of a list has room for this many characters of them. */
const fewWords = 160

/** Folders between the first and the last name of a path; no address, which has its slashes after a colon or a name. */
const between = /(?<![\w:/])\/([^\s/:"']+)(?:\/[^\s/:"']+)+\/([^\s/:"']+)/g

/** Long words as a row has them: a path's middle tells least and goes first, then the end, which has the advice. */
export const shortened = (words: string): string => {
  if (words.length <= fewWords) return words
  const fewer = words.replaceAll(between, "/$1/…/$2")
  return fewer.length <= fewWords ? fewer : `${fewer.slice(0, fewWords - 1).toWellFormed()}…`
}
