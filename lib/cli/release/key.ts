import { keyIdOf } from '../../domain/release';
import { makeKeyFile, publicKeyIn } from '../../release/signers/file';
import { publicKeyInKms } from '../../release/signers/kms';
import { openSession } from '../aws/signed-session';
import { worldOf } from '../plan-in-use';
import { printJson } from '../print';
import { type Command, readArguments, UsageError } from '../usage';
import { tellingFailure } from './failed';
import { JSON_HELP, KEY_HELP, WORLD_HELP } from './flag-help';
import { kmsOf } from './signing';

const FLAGS = {
  out: { type: 'string' },
  of: { type: 'string' },
  'kms-key': { type: 'string' },
  'kms-region': { type: 'string' },
  json: { type: 'boolean' },
  world: { type: 'string' },
} as const;

type Values = ReturnType<typeof readArguments<typeof FLAGS>>['values'];

/** `understudy release key --out <file>` */
export const key: Command = {
  name: 'key',
  usage: '--out <file> | --of <file> | --kms-key <id> [--kms-region <region>] [--json] [--world <url>]',
  purpose: "Makes the key that releases are signed with, or shows a key's public half as the plan pins it.",
  flags: {
    out: ['<file>', 'makes a key and writes its private half there'],
    of: ['<file>', 'shows the public half of the key in that file'],
    'kms-key': ['<id>', 'shows the public half of that key of KMS: an id, an alias or an ARN'],
    'kms-region': KEY_HELP['kms-region'],
    json: JSON_HELP,
    world: WORLD_HELP,
  },
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const sources = [values.out, values.of, values['kms-key']].filter((written) => written !== undefined);
    if (words.length > 0 || sources.length !== 1) {
      throw new UsageError('release key takes one of --out <file>, --of <file> and --kms-key <id or ARN>');
    }
    return tellingFailure(values, async () => {
      const publicKey = await publicKeyFor(values);
      if (values.json) printJson({ keyId: keyIdOf(publicKey), publicKey, file: values.out }, 2);
      else tell(publicKey, values.out);
      return 0;
    });
  },
};

function tell(publicKey: string, file: string | undefined): void {
  if (file !== undefined) {
    console.error(`the private key is in ${file}; keep it out of the repository, for the pipeline alone`);
  }
  console.error(`key ${keyIdOf(publicKey)}; in the plan, under release:`);
  console.log(`"publicKey": "${publicKey}"`);
}

async function publicKeyFor(values: Values): Promise<string> {
  if (values.out !== undefined) return makeKeyFile(values.out);
  if (values.of !== undefined) return publicKeyIn(values.of);
  return publicKeyInKms(kmsOf(openSession(worldOf(values.world)), values), values['kms-key'] ?? '');
}
