/** A field of a message or type, as the manifest describes it. */
export interface Field {
  readonly type?: "string" | "integer" | "boolean" | "timestamp" | "duration" | "map" | "array" | "object"
  readonly $ref?: string
  readonly description?: string
  readonly required?: true
  readonly default?: string | number | boolean
  readonly ui_hint?: "hidden"
  readonly items?: Field
  readonly value_type?: Field
}

export type Fields = Readonly<Record<string, Field>>

/** A reference to one of the manifest's types. */
export const ref = (name: string, description?: string): Field => ({
  $ref: `#/types/${name}`,
  ...(description === undefined ? {} : { description })
})

export const required = (field: Field): Field => ({ ...field, required: true })

export const string = (description: string): Field => ({ type: "string", description })
export const integer = (description: string): Field => ({ type: "integer", description })
export const boolean = (description: string): Field => ({ type: "boolean", description })
export const timestamp = (description: string): Field => ({ type: "timestamp", description })
export const duration = (description: string): Field => ({ type: "duration", description })
export const list = (items: Field, description: string): Field => ({ type: "array", description, items })
export const map = (values: Field, description: string): Field => ({ type: "map", description, value_type: values })
