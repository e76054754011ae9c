/** Whoever signs releases: a key in a file, or one that never leaves KMS. */
export interface Signer {
  /** What it is, for messages. */
  readonly about: string;
  /** Base64 of SPKI DER, as a plan pins it. */
  readonly publicKey: string;
  /** Ed25519 signature of the bytes as they are. @param digest 32 bytes, see `digestOf` */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** A key that cannot or must not sign: one sentence that says what to do. */
export class SignerError extends Error {
  override readonly name = 'SignerError';
}
