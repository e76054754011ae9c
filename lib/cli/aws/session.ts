import type { clientSettings } from '../../../lambdas/edge/clients';

/** Where commands go: AWS, or a rehearsal world that is kept up. */
export interface Session {
  /** Settings of an SDK client; credentials come from the environment or the profile, as everywhere. */
  settings(region: string): ClientSettings;
  /** Sends a signed POST to a function URL. @throws when nothing answers */
  post(request: SignedPost): Promise<Answer>;
}

/** What every client is made with, explicit time-outs too: a Region that is going dark swallows packets. */
export type ClientSettings = ReturnType<typeof clientSettings> & {
  /** @default AWS's own */
  readonly endpoint?: string;
  /** @default those that any SDK client finds */
  readonly credentials?: () => Promise<Keys>;
};

/** Credentials of a person in a rehearsal world. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedPost {
  readonly url: string;
  readonly region: string;
  readonly json: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}
