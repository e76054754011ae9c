import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Identities, Principal } from '../../world/identities';

/** A request as it came to a function URL. */
export interface UrlRequest {
  readonly method: string;
  /** With its query string. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Signer {
  readonly accessKeyId: string;
  readonly principal: Principal;
}

interface Checked {
  readonly identities: Identities;
  /** The Region of the function URL. */
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * How far the time of a signature may be from now.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
const SKEW_MILLISECONDS_MAX = 5 * 60 * 1000;

/** Region and service are left out: a signature for others than these differs. */
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/[^,]+\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/;
const SIGNED_AT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const BODY_HASH = 'x-amz-content-sha256';

/** Who signed the request for this function URL; undefined when nobody did, or the signature is not theirs. */
export async function signerOf(request: UrlRequest, checked: Checked): Promise<Signer | undefined> {
  const found = AUTHORIZATION.exec(request.headers.authorization ?? '');
  const [, accessKeyId = '', day = '', names = '', signature] = found ?? [];
  const principal = checked.identities.principalOf(accessKeyId);
  const secretAccessKey = checked.identities.secretAccessKeyOf(accessKeyId);
  const signedAt = request.headers['x-amz-date'] ?? '';
  if (!principal || !secretAccessKey) return undefined;
  if (!isRecent(signedAt, checked.now) || !signedAt.startsWith(day)) return undefined;
  const key = { accessKeyId, secretAccessKey };
  const expected = await signatureOf(request, { key, region: checked.region, signedAt, names: names.split(';') });
  return signature === expected ? { accessKeyId, principal } : undefined;
}

/** A signature without the host could be sent to any function, one without the time at any time. */
const ALWAYS_SIGNED = ['host', 'x-amz-date'];

interface Signing {
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly signedAt: string;
  readonly names: readonly string[];
}

/** The signature that this key gives to the request; undefined when it leaves out what must be signed. */
async function signatureOf(
  request: UrlRequest,
  { key, region, signedAt, names }: Signing,
): Promise<string | undefined> {
  if (!ALWAYS_SIGNED.every((name) => names.includes(name))) return undefined;
  const { pathname, searchParams } = new URL(request.url, 'https://function-url');
  // The hash of the body is counted again, because the one that was sent may be that of another body.
  const signed = names.filter((name) => name !== BODY_HASH);
  const signer = new SignatureV4({
    credentials: key,
    region,
    service: 'lambda',
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: names.includes(BODY_HASH),
  });
  const { headers } = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: request.headers.host ?? '',
      path: pathname,
      query: Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)])),
      headers: Object.fromEntries(signed.map((name) => [name, request.headers[name] ?? ''])),
      body: request.body,
    },
    { signingDate: timeOf(signedAt), signableHeaders: new Set(names) },
  );
  return /Signature=(\w+)$/.exec(headers.authorization ?? '')?.[1];
}

const timeOf = (signedAt: string): string => signedAt.replace(SIGNED_AT, '$1-$2-$3T$4:$5:$6Z');

const isRecent = (signedAt: string, now: number): boolean =>
  SIGNED_AT.test(signedAt) && Math.abs(Date.parse(timeOf(signedAt)) - now) <= SKEW_MILLISECONDS_MAX;
