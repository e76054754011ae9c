import type { Plan } from '../domain/plan';
import { regionOfArn } from '../domain/region';
import { listed, oneLine } from '../domain/text';
import { askFunction, type Said } from './aws/ask-function';
import { explained } from './aws/explain';
import { openSession } from './aws/signed-session';
import { planInUse, reasonOf, regionOf, worldOf } from './plan-in-use';
import { printLines } from './print';
import { type Command, readArguments, UsageError } from './usage';

const FLAGS = { because: { type: 'string' }, region: { type: 'string' }, world: { type: 'string' } } as const;

/** One command that changes the controls of Regions. */
interface Control {
  readonly name: string;
  /** Words and flags of its own. */
  readonly usage: string;
  readonly purpose: string;
  /** What the function is asked, from the words. @throws UsageError */
  readonly ask: (words: readonly string[]) => object;
  /** The Regions that are asked. @throws UsageError */
  readonly regions: (plan: Plan, given: Given) => readonly string[];
}

interface Given {
  readonly words: readonly string[];
  /** The flag `--region`. @default it was not given */
  readonly region: string | undefined;
}

const control = ({ name, usage, purpose, ask, regions }: Control): Command => ({
  name,
  usage: `${usage} --because "…" [--world <url>]`,
  purpose,
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const json = { ...ask(words), because: reasonOf(values.because) };
    const plan = planInUse();
    const session = openSession(worldOf(values.world));
    const asked = regions(plan, { words, region: values.region });
    // Each Region is told of as soon as it answers: a dark one takes its time.
    const said = await Promise.all(
      asked.map(async (region) => {
        const one = await answered(askFunction({ session, plan, region, which: 'controlsUrl', json }));
        printLines([`${region}: ${one.because}`]);
        return one;
      }),
    );
    return said.every(({ ok }) => ok) ? 0 : 1;
  },
});

/** A Region that is dark must not keep the others from being asked. */
const answered = (said: Promise<Said>): Promise<Said> =>
  said.catch((error: unknown) => ({ ok: false, because: explained(error) ?? oneLine(String(error), 300) }));

/** The one word that a command takes. */
function only(words: readonly string[], what: string): string {
  const [word, ...more] = words;
  if (word === undefined) throw new UsageError(`missing ${what}`);
  if (more.length > 0) throw new UsageError(`one ${what} at a time; got ${listed(words)}`);
  return word;
}

/** `understudy automation off|on`, `acknowledge <run>`, `acknowledge-divergence` */
export const controls: readonly Command[] = [
  control({
    name: 'automation',
    usage: 'off|on [--region <region>]',
    purpose: 'Switches automatic runs off or on in every Region; what a person starts is never stopped.',
    ask: (words) => {
      const state = only(words, 'state, off or on');
      if (state !== 'off' && state !== 'on') throw new UsageError(`automation takes off or on, got ${state}`);
      return { kind: 'automation', state };
    },
    regions: (plan, { region }) => (region === undefined ? plan.regions : [regionOf(plan, region)]),
  }),
  control({
    name: 'acknowledge',
    usage: '<run>',
    purpose: 'Ends the cooldown after a run: the next automatic run may start.',
    ask: (words) => {
      const run = only(words, 'ARN of a run');
      if (!/^arn:/.test(run)) throw new UsageError(`acknowledge takes the ARN of the run, got ${JSON.stringify(run)}`);
      return { kind: 'acknowledge', run };
    },
    regions: (plan, { words: [run] }) => [regionOf(plan, regionOfArn(run), 'the Region of the run,')],
  }),
  control({
    name: 'acknowledge-divergence',
    usage: '--region <region>',
    purpose: 'Says that you have looked at what a failover left behind in a Region: it may become active again.',
    ask: (words) => {
      if (words.length > 0) throw new UsageError(`acknowledge-divergence takes no word, got ${listed(words)}`);
      return { kind: 'acknowledge-divergence' };
    },
    regions: (plan, { region }) => [regionOf(plan, region)],
  }),
];
