/** A text without this character at its end, however often it stands there. */
export const withoutEnd = (text: string, character: string): string => {
  let end = text.length
  while (end > 0 && text.charAt(end - 1) === character) end -= 1
  return text.slice(0, end)
}
