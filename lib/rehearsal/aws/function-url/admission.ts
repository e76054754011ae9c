import { denialOf } from '../iam/authorize';
import type { IamRequest } from '../service';
import type { Services } from '../services';
import { type Signer, signerOf, type UrlRequest } from './signature';

export interface FunctionUrl {
  readonly functionArn: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  /** `<id>.lambda-url.<region>.on.aws` */
  readonly host: string;
}

type Parts = Pick<Services, 'functionPolicies' | 'iam' | 'identities' | 'pace'>;

/** Let in, by whoever signed; or why not. */
export type Admission = { readonly signer?: Signer } | { readonly refusal: string };

/**
 * Both permissions that Lambda has demanded since October 2025: of everybody by the function's own policy, or of the
 * caller by their own.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export async function admissionTo(url: FunctionUrl, request: UrlRequest, parts: Parts): Promise<Admission> {
  if (url.authType === 'NONE') return isPublic(parts, url) ? {} : { refusal: 'Forbidden' };
  const region = regionOf(url.host);
  const signer = await signerOf(request, { identities: parts.identities, region, now: parts.pace.clock.now() });
  if (!signer) return { refusal: request.headers.authorization === undefined ? 'Forbidden' : WRONG_SIGNATURE };
  return mayInvoke(parts, url, signer) ? { signer } : { refusal: 'Forbidden' };
}

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';

/** The Region in the host of a function URL. */
export const regionOf = (host: string): string => host.split('.')[2] ?? '';

function isPublic({ functionPolicies }: Parts, { functionArn, authType }: FunctionUrl): boolean {
  const anybody = { functionArn, principal: '*', functionUrlAuthType: authType, viaFunctionUrl: true };
  return (
    functionPolicies.allows({ ...anybody, action: 'lambda:InvokeFunctionUrl' }) &&
    functionPolicies.allows({ ...anybody, action: 'lambda:InvokeFunction' })
  );
}

function mayInvoke({ iam }: Parts, { functionArn: resource, authType, host }: FunctionUrl, { principal }: Signer) {
  const requests: readonly IamRequest[] = [
    { action: 'lambda:InvokeFunctionUrl', resource, context: { 'lambda:FunctionUrlAuthType': authType } },
    { action: 'lambda:InvokeFunction', resource, context: { 'lambda:InvokedViaFunctionUrl': 'true' } },
  ];
  return denialOf(iam, { principal, region: regionOf(host) }, requests) === undefined;
}
