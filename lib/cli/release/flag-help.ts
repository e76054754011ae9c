import type { FlagHelp } from '../usage';

/** Lines of the help on flags that several commands take. */
export const ASSEMBLY_HELP: FlagHelp = ['<folder>', 'what cdk synth wrote, or templates with a release.json'];
export const JSON_HELP: FlagHelp = ['', 'prints JSON on stdout; of a failure {"problems": […]}'];
export const WORLD_HELP: FlagHelp = [
  '<url>',
  'speaks to the rehearsal world that rehearse --hold keeps up, not to AWS',
];
export const KEY_HELP = {
  key: ['<file>', 'signs with the private key in that file, which release key --out made'],
  'kms-key': ['<id>', 'signs with that key of KMS: an id, an alias or an ARN'],
  'kms-region': ['<region>', 'Region of the key of KMS; an ARN says it itself'],
} as const satisfies Record<string, FlagHelp>;
