import { standingOf } from '../../../domain/approval';
import { isOpenDivergence } from '../../../domain/divergence';
import type { Seen } from '../seen';
import { type Action, regionsOf, seenIn, THE_WORLD, typed } from './action';

const BECAUSE = ['--because', 'decided in mission control'];

const asking = ({ runs }: Seen): string[] =>
  runs
    .filter(({ status, approval }) => status === 'RUNNING' && approval !== undefined && approval.usedAt === undefined)
    .filter(({ approval }) => approval && standingOf(approval).kind === 'open')
    .map(({ arn }) => arn);

const decision = (id: 'approve' | 'decline', label: string, sentence: string): Action => ({
  id,
  group: 'answer',
  targets: asking,
  label: () => label,
  sentence: () => sentence,
  refuse: (seen, run) => (asking(seen).includes(run) ? undefined : 'the run asks nobody now'),
  perform: (hands, run) => typed(hands, id, run, ...BECAUSE),
});

const automaticRuns = (state: 'on' | 'off', sentence: string): Action => ({
  id: `automation-${state}`,
  group: 'answer',
  targets: () => THE_WORLD,
  label: () => `Switch automatic runs ${state}`,
  sentence: () => sentence,
  refuse: ({ regions }) =>
    regions.every(({ automation }) => automation.state === state) ? `they are ${state} in every Region` : undefined,
  perform: (hands) => typed(hands, 'automation', state, ...BECAUSE),
});

/** Runs whose change holds the next automatic run back, because nobody has acknowledged it. */
const holdingBack = ({ regions }: Seen): string[] =>
  regions.flatMap(({ isLost, lock, automation }) => {
    const change = lock?.lastChange?.id;
    return isLost || change === undefined || change === automation.acknowledgedRun ? [] : [change];
  });

/** What a person says; all of it goes through the command line, as it would with AWS. */
export const answering: readonly Action[] = [
  decision(
    'approve',
    'Approve the promotion',
    'Says yes under your own name: the database is promoted, with no way back.',
  ),
  decision('decline', 'Decline it', 'Says no: the run stops, and what it deployed is retired.'),
  automaticRuns('off', 'Nothing starts by itself any more, in any Region; what a person starts is never stopped.'),
  automaticRuns('on', 'A confirmed outage starts a takeover by itself again.'),
  {
    id: 'acknowledge',
    group: 'answer',
    targets: (seen) => [...new Set(holdingBack(seen))],
    label: (run) => `Acknowledge the last run in ${run.split(':')[3] ?? ''}`,
    sentence: (_, { plan }) =>
      `It changed something, so nothing starts by itself for ${plan.cooldownSeconds} s. This ends that pause.`,
    refuse: (seen, run) => (holdingBack(seen).includes(run) ? undefined : 'it holds nothing back'),
    perform: (hands, run) => typed(hands, 'acknowledge', run, ...BECAUSE),
  },
  {
    id: 'acknowledge-divergence',
    group: 'answer',
    targets: regionsOf,
    label: (region) => `Acknowledge what ${region} left behind`,
    sentence: () =>
      'Says that a person has compared the old database with the new one: the Region may become active again.',
    refuse: (seen, region) => {
      const { isLost, divergence } = seenIn(seen, region) ?? {};
      if (isLost) return `${region} is lost: bring it back first`;
      return isOpenDivergence(divergence) ? undefined : `${region} has left nothing behind that waits for a person`;
    },
    perform: (hands, region) => typed(hands, 'acknowledge-divergence', '--region', region, ...BECAUSE),
  },
];
