import * as z from 'zod';
import { flag, number, optionalText, policyDocument, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';
import { refuseEffectivePolicy } from './denies-only';

const retention = z.strictObject({ Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), Days: number });
const objectLock = z.strictObject({
  ObjectLockEnabled: z.literal('Enabled').optional(),
  Rule: z.strictObject({ DefaultRetention: retention }).optional(),
});

export const s3Bucket = resourceType({
  type: 'AWS::S3::Bucket',
  properties: z.object({
    BucketName: optionalText,
    ObjectLockConfiguration: objectLock.optional(),
    ObjectLockEnabled: flag.default(false),
    VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  }),
  inert: [
    'BucketEncryption',
    'LifecycleConfiguration',
    'LoggingConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
  ],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.BucketName ?? generatedName(stack, logicalId, 63).toLowerCase();
    const { Rule } = properties.ObjectLockConfiguration ?? {};
    const retained = Rule && { mode: Rule.DefaultRetention.Mode, days: Rule.DefaultRetention.Days };
    const { arn } = services.s3.createBucket({
      name,
      region: stack.region,
      versioned: properties.VersioningConfiguration?.Status === 'Enabled' || properties.ObjectLockEnabled,
      ...(properties.ObjectLockEnabled ? { objectLock: retained ? { defaultRetention: retained } : {} } : {}),
    });
    const domain = `${name}.s3.${stack.region}.amazonaws.com`;
    const attributes = { Arn: arn, DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: domain };
    return { physicalId: name, attributes, remove: () => services.s3.deleteBucket(name) };
  },
});

export const s3BucketPolicy = resourceType({
  type: 'AWS::S3::BucketPolicy',
  properties: z.object({ Bucket: text, PolicyDocument: policyDocument }),
  create: ({ properties }) => {
    refuseEffectivePolicy(properties.PolicyDocument.Statement);
    return { physicalId: properties.Bucket };
  },
});
