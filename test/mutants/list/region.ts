// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const FENCE = 'lambdas/steps/fence-region';
const RETIRE = 'lambdas/steps/retire-stacks';
const ACTIVE = 'lambdas/steps/confirm-active';
const RETIRING = ['step', 'verbs', 'retiring', 'deleting'].map((name) => `${RETIRE}/${name}.test.ts`);

/** The Region that is replaced: fenced, compared, and cleared away. And the drill, which touches none. */
export const REGION: readonly Mutant[] = [
  ...mutantsOf(
    { file: `${FENCE}/decide.ts`, suites: [`${FENCE}/step.test.ts`] },
    {
      'count-at-the-fence-replaced': {
        because: 'I-25: what the old database held at its fence is lost to what it holds once it was rebuilt',
        find: 'return isByTheWatch && !isOwn(move) &&',
        replace: 'return !isByTheWatch && !isOwn(move) &&',
      },
      'fence-stops-nothing': {
        because: 'I-03: the old Region goes on writing while the writer moves',
        find: 'const names = leftOf(seen.running, what)?.toStop ?? [];',
        replace: 'const names = (leftOf(seen.running, what)?.toStop ?? []).slice(99);',
      },
      'stopped-before-it-is-written-down': {
        because: 'I-07: a fence that is lifted does not know what ran before',
        find: '    if (fence && (fence.proof || isNew)) return noteAgain(move, fence);\n',
        replace: '',
      },
      'fence-of-a-later-epoch-taken-over': {
        because: 'I-02: a run fences over what a newer one has fenced',
        find: 'if (!stands(fence) || fence.epoch <= epoch) return undefined;',
        replace: 'if (!stands(fence) || fence.epoch >= epoch) return undefined;',
      },
      'half-stopped-region-is-fenced': {
        because: 'I-03: a Region in which work is still ending counts as stopped',
        find: 'return isStopped(running) ? undefined : wait(',
        replace: 'return isStopped(running) || ending.length > 0 ? undefined : wait(',
      },
    },
  ),
  ...mutantsOf(
    { file: `${FENCE}/proof.ts`, suites: [`${FENCE}/step.test.ts`] },
    {
      'ledger-not-seen-to-rest': {
        because: 'I-09: rows are compared while one is still being written',
        find: 'if (restedSeconds < SAME_SECONDS_MIN) {',
        replace: 'if (restedSeconds < 0) {',
      },
      'ledgers-not-compared': {
        because: 'I-09: the writer moves although rows have not arrived',
        find: 'if (areSame(found, ledgers.here.value)) {',
        replace: 'if (found.length === ledgers.here.value.length) {',
      },
    },
  ),
  ...mutantsOf(
    { file: `${ACTIVE}/judge-divergence.ts`, suites: [`${ACTIVE}/step.test.ts`] },
    {
      'divergence-does-not-block': {
        because: 'I-25: a failback buries rows that nobody has looked at',
        find: 'if (!isOpenDivergence(recorded)) return holds();',
        replace: 'if (!isOpenDivergence(recorded) || recorded.databases.length > 0) return holds();',
      },
      'unread-divergence-is-none': {
        because: 'I-25: a failback begins although nobody knows what has diverged',
        find: "return divergence?.outcome === 'failed' ? problem(sentence) : open(sentence);",
        replace: 'return holds(sentence);',
      },
      'divergence-not-recorded-yet': {
        because: 'I-25: a failback begins before the stand-down has looked at the old database',
        find: 'if (!by || isRecordedUnder(recorded, by.epoch)) return holds();',
        replace: 'if (!by || by.epoch > 0) return holds();',
      },
    },
  ),
  ...mutantsOf(
    { file: `${ACTIVE}/judge-alive.ts`, suites: [`${ACTIVE}/step.test.ts`] },
    {
      'switchover-from-a-dead-region': {
        because: 'I-07: a planned run begins although the active Region is down',
        find: "if (verdict === 'alive') return holds(because);",
        replace: "if (verdict !== 'unknown') return holds(because);",
      },
    },
  ),
  ...mutantsOf(
    { file: `${RETIRE}/standing.ts`, suites: RETIRING },
    {
      'deleted-although-promoted': {
        because: 'I-26: the stacks of the only Region that can serve are deleted',
        find: "  if (promotionSent(records)) return 'a promotion was sent: what was deployed for it stays';\n",
        replace: '',
      },
      'deleted-although-claimed': {
        because: 'I-26: stacks are deleted that users are sent to',
        find: 'if (claimedEpoch >= epoch) return',
        replace: 'if (claimedEpoch < 0) return',
      },
      'deleted-although-dns-refers': {
        because: 'I-26: stacks are deleted that the records are settled for',
        find: 'if (here >= epoch) return',
        replace: 'if (here < 0) return',
      },
    },
  ),
  ...mutantsOf(
    { file: `${RETIRE}/targets.ts`, suites: RETIRING },
    {
      'drill-deletes-live-stacks': {
        because: 'I-14: a drill deletes what an earlier run deployed for users',
        find: '      isOfDrill(stack) &&\n      isOfEarlierRun',
        replace: '      isOfEarlierRun',
      },
      'retire-deletes-foreign-stacks': {
        because: 'I-18: whoever copies a tag has their stack deleted',
        find: "isOfReleaseRole(stack, input) && isNamedByPlan(stack, 'live', input);",
        replace: "isNamedByPlan(stack, 'live', input) || isOfReleaseRole(stack, input);",
      },
      'retire-beside-a-run': {
        because: 'I-26: stacks are deleted that a run at work is about to need',
        find: "if (lock && lock.state !== 'free' && lock.owner !== run.id) return",
        replace: "if (lock && lock.state !== 'free' && lock.owner === '') return",
      },
    },
  ),
  ...mutantsOf(
    { file: `${RETIRE}/cloudformation.ts`, suites: RETIRING },
    {
      'stack-deleted-by-name': {
        because: 'I-18: another stack that has taken the name since is deleted',
        find: 'StackName: id, RoleARN',
        replace: 'StackName: stackName, RoleARN',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/release/lane.ts', suites: ['lambdas/steps/deploy-stacks/lanes.test.ts'] },
    {
      'drill-in-the-live-lane': {
        because: 'I-14: a drill deploys under the names of production',
        find: "verb === 'drill' ? 'drill' : 'live'",
        replace: "verb === 'drilled' ? 'drill' : 'live'",
      },
    },
  ),
];
