const before = "parameters."

/** A form's key of a parameter that is no setting. */
export const keyOf = (name) => `${before}${name}`

const nameOf = (key) => key.slice(before.length)

export const isParameter = (key) => key.startsWith(before)

/** A parameter as a form has it; of one that nobody declares any more only its name is known. */
export const parameterField = (name, its = {}) => {
  const usual = its.default ? `Without a value it is ${its.default}.` : ""
  return {
    key: keyOf(name),
    kind: its.choices == null || its.choices.includes("") ? "text" : "choice",
    choices: its.choices ?? null,
    title: name,
    help: [its.description, usual].filter(Boolean).join(" "),
    placeholder: its.default ?? null,
    unit: null,
    min: null,
    max: null,
    overridable: true,
    restarts: true
  }
}

/** The parameters that a driver declares beside those that settings give, and those that are set though it doesn't. */
export const fieldsOfParameters = (drivers, set) => {
  const declared = new Map()
  for (const { parameters } of drivers)
    for (const one of parameters) if (one.settable && !declared.has(one.name)) declared.set(one.name, one)
  return [...new Set([...declared.keys(), ...set.filter(isParameter).map(nameOf)])].map((name) =>
    parameterField(name, declared.get(name))
  )
}

/** What values have at a form's key: a setting, or a parameter among them; undefined where there is none. */
export const valueIn = (values, key) => (isParameter(key) ? values.parameters?.[nameOf(key)] : values[key])

/** The values as a form has them, each parameter by itself. */
export const flattened = ({ parameters = {}, ...values }) => ({
  ...values,
  ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [keyOf(name), value]))
})

/** The values as they are sent; the other way round. */
export const gathered = (flat) => {
  const [its, values] = [[], []]
  for (const [key, value] of Object.entries(flat)) {
    if (isParameter(key)) its.push([nameOf(key), value])
    else values.push([key, value])
  }
  return { ...Object.fromEntries(values), ...(its.length > 0 && { parameters: Object.fromEntries(its) }) }
}
