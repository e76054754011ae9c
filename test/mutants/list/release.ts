// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const STAGED = ['lambdas/edge/staged-release.test.ts'];
const MANIFEST = ['lib/domain/release/release.test.ts'];

/** What is deployed is what was released. */
export const RELEASE: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lib/domain/release/read-manifest.ts', suites: MANIFEST },
    {
      'signature-not-checked': {
        because: 'I-19: whoever may write to the bucket decides what is deployed',
        find: 'if (keys.some((key) => signatureHolds(manifest, key))) return undefined;',
        replace: 'if (keys.map(keyIdOf).includes(manifest.signature.keyId)) return undefined;',
      },
      'release-of-another-region': {
        because: 'I-19: a release that was staged for another Region is deployed here',
        find: 'manifest.region !== region &&',
        replace: "manifest.region === '' &&",
      },
      'release-of-another-plan': {
        because: 'I-18: the release of another application is deployed',
        find: 'manifest.plan !== plan.name &&',
        replace: "manifest.plan === '' &&",
      },
      'release-of-any-age': {
        because: 'I-19: a release of years ago is deployed',
        find: 'return ageHours > ageHoursMax\n',
        replace: 'return ageHours > Number.MAX_SAFE_INTEGER\n',
      },
      'stack-that-the-plan-does-not-name': {
        because: 'I-18: a release brings stacks that nobody planned',
        find: 'strange.length > 0 &&',
        replace: 'strange.length > 99 &&',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/release/read-manifest.ts', suites: STAGED },
    {
      'release-rolled-back': {
        because: 'I-19: an older signed release is put in the place of a newer one',
        find: 'if (!newest || Date.parse(newest.createdAt) <= Date.parse(manifest.createdAt)) return undefined;',
        replace: 'if (!newest || newest.release !== manifest.release) return undefined;',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/staged-release-judge.ts', suites: STAGED },
    {
      'template-digest-not-compared': {
        because: 'I-19: a template of which one byte was flipped is deployed',
        find: '  if (content.sha256 !== artifact.sha256) return otherBytes(artifact, content.sha256);\n',
        replace: '',
      },
      'asset-digest-not-compared': {
        because: 'I-19: an asset with other bytes is deployed',
        find: 'return found.value === artifact.sha256 ? HOLDS',
        replace: "return found.value !== '' ? HOLDS",
      },
      'unread-asset-is-sound': {
        because: 'I-27: what S3 could not tell counts as verified',
        find: "if (found.outcome === 'unknown') return unknown(",
        replace: "if (found.outcome === 'unknown') return together([]) ?? unknown(",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/staged-release.ts', suites: STAGED },
    {
      'version-ignored': {
        because: 'I-19: the newest object is verified, and not the version that was signed',
        find: 'Key: artifact.key, VersionId: artifact.versionId }',
        replace: 'Key: artifact.key }',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/deploy-stacks/sending.ts', suites: ['lambdas/steps/deploy-stacks/cloudformation.test.ts'] },
    {
      'template-of-any-version': {
        because: 'I-19: CloudFormation reads another version than the one that was verified',
        find: '          `?versionId=${encodeURIComponent(create.template.versionId)}`,\n',
        replace: "          '',\n",
      },
      'creation-without-a-token': {
        because: 'I-06: a repeated call is not recognised as the same',
        find: '        ClientRequestToken: create.token,\n',
        replace: '',
      },
      'failed-stack-rolled-back': {
        because: 'I-28: what broke is deleted before anybody can read it',
        find: "OnFailure: 'DO_NOTHING'",
        replace: "OnFailure: 'DELETE'",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/steps/deploy-stacks/creation.ts', suites: ['lambdas/steps/deploy-stacks/cloudformation.test.ts'] },
    {
      'parameters-in-the-evidence': {
        because: 'I-24: values of parameters, which may be secrets, are kept for a year',
        find: '({ ...stack, parameters: Object.keys(stack.parameters) })',
        replace: '({ ...stack })',
      },
    },
  ),
];
