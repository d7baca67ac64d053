/** A name as SQL text takes it, whatever it holds. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
