/** The names so that each comes after those that it refers to; among equals, as they came. */
export const inOrder = (
  names: ReadonlyArray<string>,
  references: ReadonlyArray<{ readonly from: string; readonly to: string }>
): ReadonlyArray<string> => {
  const placed = new Set<string>()
  const place = (name: string, path: ReadonlyArray<string>): void => {
    if (placed.has(name) || path.includes(name)) return
    for (const { from, to } of references) if (from === name) place(to, [...path, name])
    placed.add(name)
  }
  for (const name of names) place(name, [])
  return [...placed]
}
