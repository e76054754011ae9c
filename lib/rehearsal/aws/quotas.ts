import type { GetServiceQuotaCommandInput } from '@aws-sdk/client-service-quotas';
import * as client from '@aws-sdk/client-service-quotas';
import { arnIn } from './arn';
import { AwsError, type Call, type Service } from './service';

/** Service Quotas, as far as a release asks for them. Nothing here enforces what they say. */
export interface Quotas {
  readonly service: Service;
  /** The value that applies in a Region from now on, as after a request that was granted. */
  apply(quota: { readonly region: string; readonly code: string; readonly value: number }): void;
}

interface Quota {
  readonly service: string;
  readonly name: string;
  readonly value: number;
}

/**
 * Code → what every new account has.
 *
 * Source: https://docs.aws.amazon.com/general/latest/gr/ecs-service.html
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const DEFAULTS: Readonly<Record<string, Quota>> = {
  'L-3032A538': { service: 'fargate', name: 'Fargate On-Demand vCPU resource count', value: 6 },
  'L-0485CB21': { service: 'cloudformation', name: 'Stack count', value: 2000 },
};

export function createQuotas({ account }: { readonly account: string }): Quotas {
  const applied = new Map<string, number>();
  const known = ({ ServiceCode = '', QuotaCode = '', ...rest }: GetServiceQuotaCommandInput): Quota => {
    const quota = DEFAULTS[QuotaCode];
    const names = Object.keys(rest).join(', ');
    if (names !== '') {
      throw new AwsError('NotImplemented', `servicequotas with ${names} is not rehearsed`, { status: 501 });
    }
    if (quota?.service === ServiceCode) return quota;
    throw noSuchQuota(ServiceCode, QuotaCode);
  };
  const answer = (input: GetServiceQuotaCommandInput, region: string, value: number) => ({
    Quota: {
      ServiceCode: input.ServiceCode,
      QuotaCode: input.QuotaCode,
      QuotaName: known(input).name,
      QuotaArn: arnIn({ region, account }, 'servicequotas', `${input.ServiceCode}/${input.QuotaCode}`),
      Value: value,
      Adjustable: true,
      GlobalQuota: false,
    },
  });
  return {
    service: {
      signingName: 'servicequotas',
      client,
      operations: {
        /** Without a value of its own the quota "is not retrieved": its default is another operation's to tell. */
        GetServiceQuota(input: GetServiceQuotaCommandInput, { region }: Call) {
          known(input);
          const value = applied.get(`${region} ${input.QuotaCode}`);
          if (value === undefined) throw noSuchQuota(input.ServiceCode ?? '', input.QuotaCode ?? '');
          return answer(input, region, value);
        },
        GetAWSDefaultServiceQuota: (input: GetServiceQuotaCommandInput, { region }: Call) =>
          answer(input, region, known(input).value),
      },
      // Quotas are no resources where they are read.
      authorization: (operation) => [{ action: `servicequotas:${operation}`, resource: '*' }],
      changes: () => false,
    },
    apply: ({ region, code, value }) => void applied.set(`${region} ${code}`, value),
  };
}

/** Source: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html */
const noSuchQuota = (service: string, code: string) =>
  new AwsError('NoSuchResourceException', `The quota ${code} of service ${service} does not exist or has no value`);
