/** What happens while a release is published, for whoever watches. */
export type Progress =
  /** Everything is known to be publishable. @param bytes of the assets, over all Regions */
  | { readonly what: 'begun'; readonly bytes: number }
  /** Bytes of assets that are there now: sent, or found to stand there already; below zero, those to be sent again. */
  | { readonly what: 'bytes'; readonly region: string; readonly bytes: number }
  /** A Region holds every asset and every template of the release. */
  | { readonly what: 'staged'; readonly region: string; readonly uploaded: number; readonly reused: number }
  /** A takeover in this Region would deploy the release now. */
  | { readonly what: 'current'; readonly region: string };

export type Tell = (progress: Progress) => void;
