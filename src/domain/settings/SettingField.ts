/** What a setting's value looks like on the wire. Durations are texts such as `15s` or `1m30s`; sizes are whole bytes. */
export type SettingKind =
  | { readonly kind: "duration"; readonly min: string; readonly max: string }
  | { readonly kind: "integer"; readonly min: number; readonly max: number; readonly unit: string }
  | { readonly kind: "bytes"; readonly min: number; readonly max: number }
  | { readonly kind: "choice"; readonly choices: ReadonlyArray<string>; readonly unit: string }
  | { readonly kind: "text"; readonly max: number }
  /** Accepted and used, never shown again. */
  | { readonly kind: "secret"; readonly max: number }
  | { readonly kind: "boolean" }
  /** One URL pattern with `{username}` for each driver. */
  | { readonly kind: "urls" }

export type SettingGroup = "recording" | "restarts" | "supervision" | "storage" | "access"

export type SettingField = SettingKind & {
  readonly group: SettingGroup
  readonly title: string
  readonly help: string
  /** Whether a driver or a single source may have its own value. */
  readonly overridable: boolean
  /** Whether running recorders keep the old value until they are restarted. */
  readonly restarts: boolean
}
