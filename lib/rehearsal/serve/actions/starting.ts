import { VERBS, type Verb } from '../../../domain/verbs';
import type { Seen } from '../seen';
import { type Action, done, seenIn } from './action';

/** Verbs that persons start; the others the watch starts by itself. */
const STARTED = ['failover', 'switchover', 'drill', 'prewarm', 'check', 'settle'] as const satisfies readonly Verb[];

const SENTENCES: Readonly<Record<(typeof STARTED)[number], string>> = {
  failover:
    'Takes over although nobody may be lost: it looks for itself first, and refuses when the other Region lives.',
  switchover: 'Moves here on an ordinary day: deploys and proves first, fences the old Region, and loses no order.',
  drill: 'Deploys the release beside production, proves it on a reader, removes it. Expect users to feel nothing.',
  prewarm: 'Deploys and proves the release ahead of time and keeps it: a takeover would find it standing.',
  check: 'Reads everything a takeover needs and says what is missing. Changes nothing.',
  settle: 'Makes the DNS records say for good who is active, and lifts a fence that still stands there.',
};

/** @returns `<region> <verb>` of every machine that a person starts */
const machines = ({ plan }: Seen): string[] =>
  plan.regions.flatMap((region) => STARTED.map((verb) => `${region} ${verb}`));

interface Started {
  readonly region: string;
  readonly verb: (typeof STARTED)[number];
}

interface Placed extends Started {
  readonly isActive: boolean;
}

const partsOf = (target: string): Started => {
  const [region = '', word] = target.split(' ');
  return { region, verb: STARTED.find((verb) => verb === word) ?? 'check' };
};

/** A switchover starts from records that name the active Region for good. */
const isSettled = ({ settlement, databases }: Seen): boolean =>
  databases.every(({ writer }) => writer === undefined || writer === settlement?.active);

/** Why a verb is not for this Region. */
function misplaced({ region, verb, isActive }: Placed): string | undefined {
  if (verb === 'check') return undefined;
  if (verb === 'settle') return isActive ? undefined : `${region} stands by: a settle is for the active Region`;
  return isActive ? `${region} is active: a ${verb} is for the Region that stands by` : undefined;
}

const automaticRuns = ({ regions }: Seen): 'on' | 'off' =>
  regions.some(({ automation }) => automation.state === 'off') ? 'off' : 'on';

const NOT_SETTLED = {
  on: 'the DNS records are not settled yet: the watch does that by itself, most often within a minute',
  off: 'the DNS records are not settled, and automatic runs are off: switch them on, so that the watch settles them',
} as const;

/** What a person starts and ends. */
export const starting: readonly Action[] = [
  {
    id: 'start',
    group: 'start',
    targets: machines,
    label: (target) => `Start ${partsOf(target).verb} in ${partsOf(target).region}`,
    sentence: (target) => SENTENCES[partsOf(target).verb],
    refuse(seen, target) {
      const { region, verb } = partsOf(target);
      if (seenIn(seen, region)?.isLost) return `${region} is lost: nothing starts there`;
      const isActive = seen.databases.every(({ writer }) => writer === region);
      if (verb === 'switchover' && !isActive && !isSettled(seen)) return NOT_SETTLED[automaticRuns(seen)];
      const same = seen.runs.find((run) => run.status === 'RUNNING' && run.region === region && run.verb === verb);
      if (same) return `a ${verb} goes on in ${region} already`;
      return misplaced({ region, verb, isActive });
    },
    async perform({ play }, target) {
      const { region, verb } = partsOf(target);
      play.stage.starts(region, { reason: 'started in mission control' }, verb);
      return done(`the ${verb} of ${region} is started`);
    },
  },
  {
    id: 'abort',
    group: 'answer',
    targets: ({ runs }) => runs.filter(({ status }) => status === 'RUNNING').map(({ arn }) => arn),
    label: (run) => `Abort the ${verbIn(run)}`,
    sentence: () =>
      'Ends the execution as the console does. Expect its lock to be given back, and nothing to start by itself.',
    refuse: ({ runs }, run) =>
      runs.some(({ arn, status }) => arn === run && status === 'RUNNING') ? undefined : 'the run has ended',
    async perform({ play }, run) {
      play.stage.aborts(run);
      return done('the run is aborted');
    },
  },
];

/** `…:understudy-orders-failover:<name>` is a failover. */
const verbIn = (run: string): string => {
  const machine = run.split(':').at(-2) ?? '';
  return [...VERBS].sort((a, b) => b.length - a.length).find((verb) => machine.endsWith(`-${verb}`)) ?? 'run';
};
