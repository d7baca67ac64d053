import { Schema } from "effect"

/** The stack can't start; each sentence names what is wrong and says what to do. */
export class LaunchRefused extends Schema.TaggedError<LaunchRefused>()("LaunchRefused", {
  sentences: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.sentences.join("\n")
  }
}

export const refuse = (sentence: string) => new LaunchRefused({ sentences: [sentence] })
