import { fade } from "./fade.js"

/** The markup in pieces: text, tag, text, tag and so on. */
const piecesOf = (text) => text.trim().split(/(<[^>]*>)/)

/**
 * Which of its texts differ between two markups that are otherwise the same: `changed` holds pairs of place and new text, `count`
 * is how many texts there are. Undefined where more differs.
 */
export const changedTexts = (before, after) => {
  const [from, to] = [piecesOf(before), piecesOf(after)]
  if (from.length !== to.length) return undefined
  const changed = []
  let count = 0
  for (const [i, piece] of to.entries()) {
    const was = from[i]
    if (piece !== was) {
      // Tags, texts that come or go, and what would have to be decoded: that is for a parser.
      if (i % 2 === 1 || piece === "" || was === "" || /&/.test(piece)) return undefined
      changed.push([count, piece])
    }
    if (i % 2 === 0 && piece !== "") count += 1
  }
  return { changed, count }
}

/**
 * Writes what differs between two markups of an element into its texts, if nothing but texts differs; gives whether it did. Far
 * less than parsing and comparing all of it, for what changes a figure again and again.
 */
export const rewrite = (element, before, after) => {
  const differing = changedTexts(before, after)
  if (differing === undefined) return false
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode)
  if (texts.length !== differing.count) return false
  for (const [place, text] of differing.changed) {
    texts[place].nodeValue = text
    const { parentElement } = texts[place]
    if (parentElement.classList.contains("number")) fade(parentElement)
  }
  return true
}
