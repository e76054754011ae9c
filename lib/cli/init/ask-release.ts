import { Plan } from '../../domain/plan';
import type { Desk } from './desk';
import type { Facts } from './facts';
import { problemAt } from './problems';

const { automation, release } = Plan.shape;

/** Who signs: a key that is made now, or one that is there. */
export async function askKey({ asks, makeKey, fileProblem }: Desk, facts: Facts): Promise<Partial<Facts>> {
  asks.tell([`  ${release.shape.publicKey.description}`]);
  const way = await asks.one({
    message: 'Key of releases',
    choices: [
      { label: 'make one now', value: 'make', about: 'as understudy release key --out <file> does' },
      {
        label: 'I have its public half',
        value: 'have',
        about: 'understudy release key --of <file> or --kms-key shows it',
      },
    ],
  });
  if (way === 'have') {
    const problem = (publicKey: string) => problemAt({ ...facts, publicKey }, 'release.publicKey');
    return { publicKey: await asks.text({ message: 'Public half, base64', problem }) };
  }
  const file = await asks.text({
    message: 'File of its private half',
    otherwise: 'release-key.pem',
    problem: fileProblem,
  });
  const publicKey = makeKey(file);
  asks.tell([`the private key is in ${file}; keep it out of the repository, for the pipeline alone`]);
  return { publicKey };
}

const ABOUT_AUTOMATION = {
  prepare: 'all that is reversible by itself, then it asks a person',
  notify: 'it tells, and does nothing by itself',
  full: 'it takes over by itself, and needs a witness Region that confirms',
} as const;

export async function askAutomation({ asks }: Desk): Promise<Partial<Facts>> {
  asks.tell([`  ${automation.description}`]);
  const choices = Object.entries(ABOUT_AUTOMATION).map(([value, about]) => ({ label: value, value, about }));
  return { automation: await asks.one({ message: 'What a confirmed outage does by itself', choices }) };
}
