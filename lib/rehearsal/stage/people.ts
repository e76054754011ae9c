import { namesOf } from '../../domain/names';
import type { Verb } from '../../domain/verbs';
import { createPerson } from '../aws/persons';
import { type CommandResult, typed } from '../world/command-line';
import type { StageProps } from './props';

/** What the people of a story do, in the console and on the command line. */
export interface People {
  /** A person starts a machine from the console. @param verb @default 'failover' @returns the execution's ARN */
  starts(region: string, input: unknown, verb?: Verb): string;
  /** A person ends a run from the console. */
  aborts(run: string): void;
  /** A person redrives a run that has ended badly. */
  redrives(run: string): void;
  /** A person runs `understudy` with these words and `--world`. @param person their session name */
  understudy(person: string, ...words: string[]): Promise<CommandResult>;
}

/** Who may attach the traffic as well; everybody else is on call. */
export const DEPLOYER = 'deployer';

export function people({ world, plan, tell }: StageProps): People {
  const { states, account, pace } = world.services;
  const keys = new Map<string, ReturnType<typeof createPerson>>();
  const keysOf = (person: string) => {
    const known =
      keys.get(person) ??
      createPerson(world.services, { name: person, plan, as: person === DEPLOYER ? DEPLOYER : 'on-call' });
    keys.set(person, known);
    return known;
  };
  const say = (because: string) => tell({ at: pace.clock.now(), step: 'World', because });
  return {
    starts(region, input, verb = 'failover') {
      const by = { roleArn: `arn:aws:iam::${account}:role/console`, about: 'console', region };
      const { executionArn } = states.start({ arn: namesOf(plan, region).machineArn(verb), input, by });
      say(`a person starts the ${verb} of ${region}`);
      return executionArn;
    },
    aborts(run) {
      states.stop(run);
      say('the run is aborted by a person');
    },
    redrives(run) {
      states.redrive(run);
      say('the aborted run is redriven by a person');
    },
    async understudy(person, ...words) {
      say(`${person} types: understudy ${words.map(quoted).join(' ')}`);
      return typed([...words, '--world', world.url], { keys: keysOf(person), planFile: world.planFile });
    },
  };
}

/** As a person must type it in a shell. */
const quoted = (word: string): string => (/^[\w:./-]+$/.test(word) ? word : `"${word}"`);
