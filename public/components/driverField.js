/** The parameters of recorders that settings call otherwise. */
const parameterOf = { out_pattern: "out" }

/**
 * A setting as a driver describes the parameter that it becomes: with the values that its rule lists, and with its words and its default. Undefined for what
 * the driver doesn't take; the setting as it is where the driver is not described, and where no recorder is told it.
 */
export const driverField = (field, driver) => {
  if (driver === undefined || field.restarts === false) return field
  const name = parameterOf[field.key] ?? field.key
  const its = driver.parameters.find((one) => one.name === name)
  if (its === undefined) return undefined
  const choices = its.choices?.filter((one) => field.choices === null || field.choices.includes(one))
  return {
    ...field,
    ...(choices === undefined || field.kind !== "choice" ? {} : { choices }),
    help: its.description === null ? field.help : `${its.description} ${field.help}`,
    placeholder: its.default
  }
}
