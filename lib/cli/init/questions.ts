import { Plan } from '../../domain/plan';
import { askDatabases } from './ask-databases';
import { askRecord } from './ask-record';
import { askAutomation, askKey } from './ask-release';
import type { Desk } from './desk';
import type { Facts } from './facts';
import { problemAt } from './problems';

/** One question of the interview: about what is not known yet. */
export interface Question {
  isAnswered(facts: Facts): boolean;
  ask(desk: Desk, facts: Facts): Promise<Partial<Facts>>;
}

const { release, traffic, canaries, watch, databases } = Plan.shape;

interface Text {
  /** The fact that it answers. */
  readonly fact: keyof Facts;
  /** Where the plan keeps it. */
  readonly path: string;
  readonly message: string;
  /** What the plan's reference says of it. */
  readonly about?: string | undefined;
  readonly otherwise?: string;
  readonly meaning?: (typed: string) => unknown;
  /** @default always */
  readonly isAsked?: (facts: Facts) => boolean;
}

/** A question whose answer the plan's own rules judge. */
const text = ({ fact, path, message, about, otherwise, meaning = (typed) => typed, isAsked }: Text): Question => ({
  isAnswered: (facts) => facts[fact] !== undefined || isAsked?.(facts) === false,
  async ask({ asks }, facts) {
    const factsWith = (typed: string): Facts => ({ ...facts, [fact]: meaning(typed) });
    if (about !== undefined) asks.tell([`  ${about}`]);
    const problem = (typed: string) => problemAt(factsWith(typed), path);
    const typed = await asks.text({ message, otherwise, problem });
    return { [fact]: meaning(typed) };
  },
});

/** Words with commas or spaces between them. */
export const words = (typed: string): string[] => typed.split(/[\s,]+/).filter((word) => word !== '');

const REGIONS = text({
  fact: 'regions',
  path: 'regions',
  message: 'Regions, home first, with commas between',
  about: Plan.shape.regions.description,
  otherwise: 'us-east-1, us-west-2',
  meaning: words,
});

/** In the order in which they are asked: later ones are judged with what earlier ones have said. */
const QUESTIONS: readonly Question[] = [
  text({ fact: 'name', path: 'name', message: 'Name of the application', about: Plan.shape.name.description }),
  text({ fact: 'account', path: 'account', message: 'AWS account', about: Plan.shape.account.description }),
  REGIONS,
  { isAnswered: ({ databases: known }) => known !== undefined, ask: askDatabases },
  text({
    fact: 'dataLossSecondsMax',
    path: 'databases[0].dataLossSecondsMax',
    message: 'Seconds of lag at which nobody need be asked',
    about: databases.element.shape.dataLossSecondsMax.description,
    otherwise: '30',
    meaning: (typed) => (typed === '' ? undefined : Number(typed)),
    isAsked: ({ databases: known = [] }) => known.length > 0,
  }),
  text({
    fact: 'hostedZoneId',
    path: 'traffic.hostedZoneId',
    message: 'Hosted zone',
    about: traffic.shape.hostedZoneId.description,
  }),
  { isAnswered: ({ records }) => records !== undefined, ask: askRecord },
  text({
    fact: 'stacks',
    path: 'release.stacks',
    message: 'Stacks that a takeover creates, a comma between them',
    about: release.shape.stacks.description,
    meaning: words,
  }),
  text({
    fact: 'pilotLight',
    path: 'release.pilotLight',
    message: 'Pilot light (empty: none)',
    about: release.shape.pilotLight.description,
  }),
  text({
    fact: 'readUrl',
    path: 'canaries[0].url',
    message: 'URL that reads',
    about: canaries.element.shape.url.description,
  }),
  text({
    fact: 'writeUrl',
    path: 'canaries[1].url',
    message: 'URL that writes',
    about: canaries.element.shape.kind.description,
    isAsked: ({ databases: known = [] }) => known.length > 0,
  }),
  { isAnswered: ({ publicKey }) => publicKey !== undefined, ask: askKey },
  { isAnswered: ({ automation: known }) => known !== undefined, ask: askAutomation },
  text({
    fact: 'witness',
    path: 'watch.witness',
    message: 'Witness Region',
    about: watch.shape.witness.description,
    isAsked: (facts) => facts.automation === 'full',
  }),
];

/** Asks for everything that is not known yet. */
export async function interview(desk: Desk, given: Facts): Promise<Facts> {
  let facts = given;
  for (const question of QUESTIONS) {
    if (!question.isAnswered(facts)) facts = { ...facts, ...(await question.ask(desk, facts)) };
  }
  return facts;
}

/** The Regions alone: nothing can be looked for before they are known. */
export const regionsOf = async (desk: Desk, given: Facts): Promise<readonly string[]> =>
  (await REGIONS.ask(desk, given)).regions ?? [];
