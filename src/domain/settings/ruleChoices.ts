const isItem = (text: string): boolean => /^"[^"\\]*"$|^'[^'\\]*'$/.test(text)

/** The values that a rule in CEL allows, where it is a list of them and nothing more: `value in ["480", "720"]`; null for any other rule. */
export const ruleChoices = (rule: string): ReadonlyArray<string> | null => {
  const text = rule.trim()
  const begin = /^value\s+in\s*\[/.exec(text)?.[0]
  if (begin === undefined || !text.endsWith("]")) return null
  const items = text
    .slice(begin.length, -1)
    .split(",")
    .map((item) => item.trim())
  // A comma may stand behind the last one.
  if (items.length > 1 && items.at(-1) === "") items.pop()
  return items.every(isItem) ? items.map((item) => item.slice(1, -1)) : null
}

/** What a rule allows, to stand behind 'only': its values where it lists them, else the rule itself. */
export const ruleWords = (rule: string): string => {
  const choices = ruleChoices(rule)?.map((one) => (one === "" ? "an empty value" : one))
  if (choices === undefined) return `what fits ${rule}`
  const last = choices.at(-1) ?? ""
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(", ")} or ${last}`
}
