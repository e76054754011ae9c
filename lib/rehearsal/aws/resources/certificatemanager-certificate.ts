import * as z from 'zod';
import { arnIn } from '../arn';
import { text } from '../properties';
import { resourceType } from '../resource-type';
import { uuidOf } from '../stack-context';

/** A certificate of the world's own authority, made when a listener asks for it. Validation always passes. */
export const certificatemanagerCertificate = resourceType({
  type: 'AWS::CertificateManager::Certificate',
  properties: z.object({ DomainName: text, SubjectAlternativeNames: z.array(text).default([]) }),
  inert: [
    'CertificateTransparencyLoggingPreference',
    'DomainValidationOptions',
    'KeyAlgorithm',
    'Tags',
    'ValidationMethod',
  ],
  create: ({ properties, stack, services, logicalId }) => {
    const arn = arnIn(stack, 'acm', `certificate/${uuidOf(stack.arn, logicalId)}`);
    services.registry.certificates.set(arn, [properties.DomainName, ...properties.SubjectAlternativeNames]);
    return { physicalId: arn };
  },
});
