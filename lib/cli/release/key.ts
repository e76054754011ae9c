import { keyIdOf } from '../../domain/release';
import { makeKeyFile, publicKeyIn } from '../../release/signers/file';
import { publicKeyInKms } from '../../release/signers/kms';
import { openSession } from '../aws/signed-session';
import { JSON_FLAG, WORLD_FLAG } from '../flags';
import { worldOf } from '../plan-in-use';
import { printJson } from '../print';
import { defineCommand, UsageError } from '../usage';
import { tellingFailure } from './failed';
import { KEY_FLAGS } from './flags';
import { kmsOf } from './signing';

interface Wishes {
  readonly out?: string;
  readonly of?: string;
  readonly 'kms-key'?: string;
  readonly 'kms-region'?: string;
  readonly world?: string;
}

/** `understudy release key --out <file>` */
export const key = defineCommand({
  name: 'key',
  purpose: "Makes the key that releases are signed with, or shows a key's public half as the plan pins it.",
  flags: {
    out: { value: '<file>', help: 'makes a key and writes its private half there' },
    of: { value: '<file>', help: 'shows the public half of the key in that file' },
    'kms-key': { value: '<id>', help: 'shows the public half of that key of KMS: an id, an alias or an ARN' },
    'kms-region': KEY_FLAGS['kms-region'],
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [
    'understudy release key --out release.pem   # makes one',
    'understudy release key --kms-key alias/releases --kms-region us-east-1',
  ],
  exitCodes: { 0: 'shown', 1: 'it could not be made or read' },
  async run({ values }) {
    const sources = [values.out, values.of, values['kms-key']].filter((written) => written !== undefined);
    if (sources.length !== 1) {
      throw new UsageError('release key takes one of --out <file>, --of <file> and --kms-key <id or ARN>');
    }
    return tellingFailure(values, async () => {
      const publicKey = await publicKeyFor(values);
      if (values.json) printJson({ keyId: keyIdOf(publicKey), publicKey, file: values.out }, 2);
      else tell(publicKey, values.out);
      return 0;
    });
  },
});

function tell(publicKey: string, file: string | undefined): void {
  if (file !== undefined) {
    console.error(`the private key is in ${file}; keep it out of the repository, for the pipeline alone`);
  }
  console.error(`key ${keyIdOf(publicKey)}; in the plan, under release:`);
  console.log(`"publicKey": "${publicKey}"`);
}

async function publicKeyFor(values: Wishes): Promise<string> {
  if (values.out !== undefined) return makeKeyFile(values.out);
  if (values.of !== undefined) return publicKeyIn(values.of);
  return publicKeyInKms(kmsOf(openSession(worldOf(values.world)), values), values['kms-key'] ?? '');
}
