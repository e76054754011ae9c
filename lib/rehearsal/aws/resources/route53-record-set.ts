import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import * as z from 'zod';
import { flag, optionalNumber, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';

const alias = z.strictObject({ DNSName: text, EvaluateTargetHealth: flag.default(false), HostedZoneId: text });

/** A record by the world's own hand, visible at once. Weighted, latency and geographic records are refused. */
export const route53RecordSet = resourceType({
  type: 'AWS::Route53::RecordSet',
  properties: z.object({
    AliasTarget: alias.optional(),
    Failover: z.enum(['PRIMARY', 'SECONDARY']).optional(),
    HealthCheckId: optionalText,
    HostedZoneId: text,
    Name: text,
    ResourceRecords: z.array(text).optional(),
    SetIdentifier: optionalText,
    TTL: optionalNumber,
    Type: text,
  }),
  inert: ['Comment'],
  create: ({ properties, services }) => {
    const { HostedZoneId, ResourceRecords, Type, ...rest } = properties;
    const record: ResourceRecordSet = {
      ...rest,
      Type: Type as RRType,
      ResourceRecords: ResourceRecords?.map((Value) => ({ Value })),
    };
    services.route53.apply(HostedZoneId, [{ Action: 'CREATE', ResourceRecordSet: record }]);
    const remove = () => services.route53.apply(HostedZoneId, [{ Action: 'DELETE', ResourceRecordSet: record }]);
    return { physicalId: properties.Name, remove };
  },
});
