const keys = {
  " ": "toggle",
  k: "toggle",
  ArrowLeft: "back",
  j: "back",
  ArrowRight: "forth",
  l: "forth",
  Home: "first",
  End: "last",
  "<": "slower",
  ">": "faster",
  m: "hush",
  f: "whole",
  i: "beside"
}

/** What a key does while the focus is in the player; a control keeps the keys that are its own. */
export const actOfKey = ({ altKey, ctrlKey, key, metaKey, target }) => {
  if (altKey || ctrlKey || metaKey) return undefined
  const isOwn = target.matches("select") ? key.length > 1 || key === " " : key === " " && target.matches("button")
  if (isOwn || (target.matches(".player-loud") && key.startsWith("Arrow"))) return undefined
  return keys[key]
}
