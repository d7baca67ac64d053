/** The words that examples and defaults are made of. */
const words =
  /changeme|change|postgresql|postgres|database|replace|this|please|default|example|sample|secret|secure|password|passwort|admin|administrator|root|user|token|string|random|value|super|very|long|your|sticky|jwt|dvr|dev|development|production|testing|test|qwerty|letmein|welcome|hs256|least|bits?|bytes?|chars?|characters|key|for|not|use|the|with|me|my|in|at|it|is|a|to/g

/** Whether each digit is the one after the last, up or down, as people count. */
const isCounting = (digits: string): boolean =>
  [1, 9].some((by) => [...digits].every((digit, i) => i === 0 || Number(digit) === (Number(digits[i - 1]) + by) % 10))

/** Whether a secret or password is made of nothing but example words and counting, or of a few characters repeated. */
export const isWellKnown = (text: string): boolean => {
  const letters = text.toLowerCase().replace(/[^a-z]/g, "")
  const digits = text.replace(/\D/g, "")
  const isExample = letters.replaceAll(words, "") === "" && (letters === "" ? isCounting(digits) : digits.length < 12)
  return isExample || new Set(text).size < Math.min(6, text.length)
}
