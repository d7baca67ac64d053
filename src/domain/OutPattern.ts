const fields =
  /\{\{\s*\.(Driver|Source|(?:Session|Recording)\.(?:Year|Month|Day|Hour|Minute|Second|Unix)|(?:Recording|Segment)\.Count)\s*\}\}/g

/**
 * Why a file pattern can't be used, or `undefined`. A pattern is relative to the recordings' folder or absolute, ends in a file
 * name without extension, names `{{.Driver}}` and `{{.Source}}` as two folders in a row, and has only fields that recorders know.
 */
export const badOutPattern = (pattern: string): string | undefined => {
  const plain = pattern.replaceAll(fields, "x")
  if (pattern === "") return "out_pattern names where recordings go; it can't be empty"
  if (plain.includes("{{") || plain.includes("}}")) {
    return "out_pattern has a field that recorders don't know; use {{.Driver}}, {{.Source}}, {{.Session.Year}}, {{.Recording.Hour}} and the like"
  }
  if (plain.split("/").some((part) => part === ".." || part === ".")) return "out_pattern has no . or .. as a folder"
  if (/[\\\0\n\r]/.test(plain)) return "out_pattern has no backslashes or line breaks"
  if (plain.endsWith("/")) return "out_pattern ends in a file name, not in /"
  if (!/\{\{\s*\.Driver\s*\}\}\/\{\{\s*\.Source\s*\}\}\/[^/]+\/[^/]+$/.test(pattern)) {
    return "out_pattern ends in {{.Driver}}/{{.Source}}/<session>/<recording>, so that files are found again"
  }
  return undefined
}
