/** What a site says of what is on air, as far as it does. */
export interface About {
  readonly title: string | undefined
  /** Whose it is. */
  readonly author: string | undefined
  /** Where a picture of it is. */
  readonly thumbnail: string | undefined
}
