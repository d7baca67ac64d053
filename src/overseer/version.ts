import product from "../../package.json" with { type: "json" }

/** The version that `-version`, the manifest and `/openapi.json` show. */
export const version: string = product.version
