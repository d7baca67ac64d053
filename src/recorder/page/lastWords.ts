import type { Exited } from "../../programs/Program.ts"

/** Characters of a program's own words that are told. */
const most = 200

const masked = "[...]"

/** What is secret in a text, piece by piece: whoever repeats it may quote a part, or otherwise. */
const piecesOf = (secret: string): ReadonlyArray<string> =>
  [secret, decoded(secret)].flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter(({ length }) => length > 2)

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A line without its addresses, and without the words that repeat anything secret. */
const plain = (line: string, secrets: ReadonlyArray<string>): string => {
  const pieces = secrets.flatMap(piecesOf)
  const isSecret = (word: string) => word.includes("://") || pieces.some((piece) => word.includes(piece))
  return line
    .split(/\s+/)
    .map((word) => (isSecret(word) ? masked : word))
    .join(" ")
}

const ending = ({ code, signal }: Exited): string =>
  signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`

/** What a program died of that gave no answer: how it ended, and the last line that it said, without what is secret. */
export const lastWords = (
  name: string,
  exited: Exited,
  words: ReadonlyArray<string>,
  secrets: ReadonlyArray<string>
): string => {
  const last = words.findLast((line) => line.trim() !== "")?.trim()
  const said = last === undefined ? "and said nothing" : `and said last: ${plain(last, secrets).slice(0, most)}`
  return `${name} gave no answer: it ${ending(exited)} ${said}`
}
