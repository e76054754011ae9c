import type { Plan } from '../domain/plan';
import { oneLine } from '../domain/text';
import { askFunction, type Said } from './aws/ask-function';
import { explained } from './aws/explain';
import { openSession } from './aws/signed-session';
import { BECAUSE_FLAG, JSON_FLAG, RUN_EXAMPLE, regionFlag, WORLD_FLAG } from './flags';
import { planInUse, reasonOf, regionOf, worldOf } from './plan-in-use';
import { printJson, printLines } from './print';
import { regionOfRun } from './run-word';
import { tellAccount } from './tell-account';
import { type Command, defineCommand, type Flag, type Word } from './usage';

/** One command that changes the controls of Regions. */
interface Control extends Pick<Command, 'name' | 'purpose' | 'examples'> {
  readonly words?: readonly Word[];
  /** @default it takes none: its words say where */
  readonly region?: Flag;
  /** What the function is asked, from the word. */
  readonly ask: (word: string) => object;
  /** The Regions that are asked. @throws UsageError */
  readonly regions: (plan: Plan, given: Given) => readonly string[];
}

interface Given {
  /** Empty where the command takes none. */
  readonly word: string;
  /** The flag `--region`. @default it was not given */
  readonly region: string | undefined;
}

const control = ({ ask, regions, region: flag, ...described }: Control): Command =>
  defineCommand({
    ...described,
    group: 'Act',
    flags: { because: BECAUSE_FLAG, ...(flag && { region: flag }), json: JSON_FLAG, world: WORLD_FLAG },
    exitCodes: { 0: 'every Region that was asked has done it', 1: 'one has not' },
    async run({ values, words: [word = ''] }) {
      const json = { ...ask(word), because: reasonOf(values.because) };
      const plan = planInUse();
      const session = openSession(worldOf(values.world));
      const asked = regions(plan, { word, region: values.region as string | undefined });
      const account = await tellAccount(session, { plan, regions: asked });
      // Each Region is told of as soon as it answers: a dark one takes its time.
      const said = await Promise.all(
        asked.map(async (region) => {
          const { ok, because } = await answered(askFunction({ session, plan, region, which: 'controlsUrl', json }));
          if (!values.json) printLines([`${region}: ${because}`]);
          return { region, ok, because };
        }),
      );
      if (values.json) printJson({ account, regions: said }, 2);
      return said.every(({ ok }) => ok) ? 0 : 1;
    },
  });

/** A Region that is dark must not keep the others from being asked. */
const answered = (said: Promise<Said>): Promise<Said> =>
  said.catch((error: unknown) => ({ ok: false, because: explained(error) ?? oneLine(String(error), 300) }));

/** `understudy automation off|on` */
export const automation = control({
  name: 'automation',
  purpose: 'Switches automatic runs off or on in every Region; what a person starts is never stopped.',
  words: [{ shown: '<state>', help: 'off or on', choices: ['off', 'on'] }],
  region: regionFlag('only there; without it, in every Region'),
  examples: [
    'understudy automation off --because "maintenance until 14:00"',
    'understudy automation on --because "maintenance is over"',
  ],
  ask: (state) => ({ kind: 'automation', state }),
  regions: (plan, { region }) => (region === undefined ? plan.regions : [regionOf(plan, region)]),
});

/** `understudy acknowledge <run>` */
export const acknowledge = control({
  name: 'acknowledge',
  purpose: 'Ends the cooldown after a run: the next automatic run may start.',
  words: [{ shown: '<run>', help: 'the ARN of the run' }],
  examples: [`understudy acknowledge ${RUN_EXAMPLE} --because "we have looked at it"`],
  ask: (run) => ({ kind: 'acknowledge', run }),
  regions: (plan, { word }) => [regionOfRun(plan, word, 'acknowledge')],
});

/** `understudy acknowledge-divergence --region <region>` */
export const acknowledgeDivergence = control({
  name: 'acknowledge-divergence',
  purpose: 'Says that you have looked at what a failover left behind in a Region: it may become active again.',
  region: { ...regionFlag('the Region that was replaced'), isRequired: true },
  examples: [
    'understudy acknowledge-divergence --region us-east-1 --because "compared with the snapshot, nothing is missing"',
  ],
  ask: () => ({ kind: 'acknowledge-divergence' }),
  regions: (plan, { region }) => [regionOf(plan, region)],
});
