import { isRecordingName } from "../recordings/MediaName.ts"

const fields =
  /\{\{\s*\.(Driver|Source|(?:Session|Recording)\.(?:Year|Month|Day|Hour|Minute|Second|Unix)|(?:Recording|Segment)\.Count)\s*\}\}/g

const units = ["Year", "Month", "Day", "Hour", "Minute", "Second"]

/**
 * Why a file pattern can't be used, or `undefined`. A pattern is relative to the recordings' folder:
 * `{{.Driver}}/{{.Source}}/<session>/<recording>` without extension. It has only fields that recorders know, and names every
 * recording differently.
 */
export const badOutPattern = (pattern: string): string | undefined => {
  const used = new Set([...pattern.matchAll(fields)].map((match) => match[1]))
  const plain = pattern.replaceAll(fields, "0123456789")
  const parts = plain.split("/")
  if (pattern === "") return "out_pattern names where recordings go; it can't be empty"
  if (plain.includes("{{") || plain.includes("}}")) {
    return "out_pattern has a field that recorders don't know; use {{.Driver}}, {{.Source}}, {{.Session.Year}}, {{.Recording.Hour}} and the like"
  }
  if (parts.some((part) => part === ".." || part === ".") || plain.startsWith("~")) {
    return "out_pattern has no . or .. as a folder and does not start with ~"
  }
  if (/[\\\0\n\r]/.test(plain)) return "out_pattern has no backslashes or line breaks"
  if (plain.endsWith("/")) return "out_pattern ends in a file name, not in /"
  if (parts.some((part) => part.length > 150))
    return "out_pattern has no folder or file name of more than 150 characters"
  if (!/^\{\{\s*\.Driver\s*\}\}\/\{\{\s*\.Source\s*\}\}\/[^/]+\/[^/]+$/.test(pattern)) {
    return "out_pattern is {{.Driver}}/{{.Source}}/<session>/<recording>, below the recordings' folder, so that files are found again"
  }
  if (parts.some((part) => part.startsWith("."))) {
    return "out_pattern has no folder or file name that begins with a dot: such are hidden and not found again"
  }
  if (isRecordingName(parts.at(-2) ?? "")) {
    return "out_pattern has no folder that is named like a file, as in .ts: it would not be found again"
  }
  const dated = (what: string) => used.has(`${what}.Unix`) || units.every((unit) => used.has(`${what}.${unit}`))
  if (!dated("Recording") && !(dated("Session") && used.has("Recording.Count"))) {
    return "out_pattern names the recording's time down to the second, or {{.Recording.Unix}}, or one recording would overwrite another"
  }
  return undefined
}
