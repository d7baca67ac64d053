import product from "../../package.json" with { type: "json" }

/** MAJOR.MINOR.PATCH. */
export const version: string = product.version
