import { Context } from "effect"

/** The overseer's rules for parameters: CEL expressions over the text `value`. */
export class ParameterRules extends Context.Service<
  ParameterRules,
  {
    /** Whether the rule accepts the value; null when the rule itself can't be understood. */
    readonly accepts: (rule: string, value: string) => boolean | null
  }
>()("sticky-dvr/ports/ParameterRules") {}
