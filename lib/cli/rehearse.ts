import { listed } from '../domain/text';
import { SCALE, SCALE_MAX } from '../rehearsal/scale';
import { narrator } from '../report/narrator';
import { type Command, readArguments, UsageError, wholeNumber } from './usage';

const FLAGS = {
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  seed: { type: 'string' },
  scale: { type: 'string' },
} as const;

const DEFAULT_SCENARIO = 'primary-lost';

/** `understudy rehearse [scenario] [--list] [--json] [--seed n] [--scale n]` */
export const rehearse: Command = {
  name: 'rehearse',
  usage: '[scenario] [--list] [--json] [--seed n] [--scale n]',
  purpose: 'Plays a scenario in a local world and says what it proved.',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    // Loaded here, because the world is large and most mistakes are found without it.
    const { rehearseScenario, scenarioNames, scenarioCalled } = await import('../rehearsal/rehearse');
    const names = scenarioNames();
    if (values.list) return list(names);
    const [name = DEFAULT_SCENARIO, ...more] = words;
    if (more.length > 0) throw new UsageError(`one scenario at a time; got ${listed(words)}`);
    if (!names.includes(name))
      throw new UsageError(`unknown scenario ${JSON.stringify(name)}; allowed are ${listed(names)}`);

    const seed = wholeNumber('seed', values.seed ?? '1', { min: 0, max: 2 ** 31 - 1 });
    const scale = wholeNumber('scale', values.scale ?? String(SCALE), { min: 1, max: SCALE_MAX });
    const tell = narrator({
      silent: values.json === true,
      write: (line) => console.log(line),
      color: process.stdout.isTTY,
    });
    const scenario = await scenarioCalled(name);
    const verdict = await rehearseScenario({ name, scenario, seed, scale, tell });
    if (values.json) console.log(JSON.stringify(verdict));
    return verdict.outcome === verdict.expected && verdict.violations.length === 0 ? 0 : 1;
  },
};

function list(names: readonly string[]): number {
  for (const name of names) console.log(name);
  return 0;
}
