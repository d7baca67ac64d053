/** Whether a presented text equals the secret, in a time that depends on the length of what was presented alone. */
export const equalInConstantTime = (presented: string, secret: string): boolean => {
  let difference = presented.length ^ secret.length
  for (let i = 0; i < presented.length; i++) {
    difference |= presented.charCodeAt(i) ^ secret.charCodeAt(i % Math.max(1, secret.length))
  }
  return difference === 0
}
