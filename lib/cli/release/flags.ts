/** Flags that several commands of `release` take. */
export const ASSEMBLY_FLAG = {
  value: '<folder>',
  help: 'what cdk synth wrote, or templates with a release.json',
  isRequired: true,
} as const;
export const KEY_FLAGS = {
  key: { value: '<file>', help: 'signs with the private key in that file, which release key --out made' },
  'kms-key': { value: '<id>', help: 'signs with that key of KMS: an id, an alias or an ARN' },
  'kms-region': { value: '<region>', help: 'Region of the key of KMS; an ARN says it itself' },
} as const;
