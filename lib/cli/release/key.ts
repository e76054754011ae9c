import { keyIdOf } from '../../domain/release';
import { makeKeyFile, publicKeyIn } from '../../release/signers/file';
import { publicKeyInKms } from '../../release/signers/kms';
import { SignerError } from '../../release/signers/signer';
import { openSession } from '../aws/signed-session';
import { worldOf } from '../plan-in-use';
import { printProblems } from '../print';
import { type Command, readArguments, UsageError } from '../usage';
import { kmsOf } from './signing';

const FLAGS = {
  out: { type: 'string' },
  of: { type: 'string' },
  'kms-key': { type: 'string' },
  'kms-region': { type: 'string' },
  world: { type: 'string' },
} as const;

type Values = ReturnType<typeof readArguments<typeof FLAGS>>['values'];

/** `understudy release key --out <file>` */
export const key: Command = {
  name: 'key',
  usage: '--out <file> | --of <file> | --kms-key <id> [--kms-region <region>] [--world <url>]',
  purpose: "Makes the key that releases are signed with, or shows a key's public half as the plan pins it.",
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const sources = [values.out, values.of, values['kms-key']].filter((written) => written !== undefined);
    if (words.length > 0 || sources.length !== 1) {
      throw new UsageError('release key takes one of --out <file>, --of <file> and --kms-key <id or ARN>');
    }
    try {
      const publicKey = await publicKeyFor(values);
      if (values.out !== undefined) {
        console.error(`the private key is in ${values.out}; keep it out of the repository, for the pipeline alone`);
      }
      console.error(`key ${keyIdOf(publicKey)}; in the plan, under release:`);
      console.log(`"publicKey": "${publicKey}"`);
      return 0;
    } catch (error) {
      if (!(error instanceof SignerError)) throw error;
      printProblems([error.message]);
      return 1;
    }
  },
};

async function publicKeyFor(values: Values): Promise<string> {
  if (values.out !== undefined) return makeKeyFile(values.out);
  if (values.of !== undefined) return publicKeyIn(values.of);
  return publicKeyInKms(kmsOf(openSession(worldOf(values.world)), values), values['kms-key'] ?? '');
}
