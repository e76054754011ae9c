import { isTouchName, touchedIn } from '../lib/domain/touch';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { arrowsOf, ENDING } from '../lib/workflow/drawing';
import { failover } from '../lib/workflow/failover';
import { stepsOf, touchedBy } from '../lib/workflow/grammar';
import { allSteps, WORKFLOWS } from '../lib/workflow/workflows';
import { asLines, stepArrows } from './asl/arrows';
import { type AslState, type Sequence, sequencesIn, statesIn, transitionsOf } from './asl/definition';
import { controlPlane, definitionOf, fullPlan, templateIn, templateOf } from './synthesised';

const template = templateOf(controlPlane({ plan: fullPlan }));
const machine = definitionOf(template);
const settling = definitionOf(template, 'settle');
const isStep = (name: string) => allSteps().some((step) => step.name === name);
/** Steps of a machine, in the order of its definition. */
const stepsIn = (definition: Sequence): string[] =>
  statesIn(definition).flatMap(([name]) => (isStep(name) ? [name] : []));
/** Every arrow between states, in the order of the definition. */
const arrowsIn = (definition: Sequence): string[] =>
  statesIn(definition).flatMap(([from, state]) => [
    ...(state.Branches ?? []).map(({ StartAt }) => `${from} ─▶ ${StartAt} (branch)`),
    ...transitionsOf(state).map(({ to, why }) => `${from} ─▶ ${to}${why === 'next' ? '' : ` (${why})`}`),
  ]);
/** Names of the states that a run may end in. */
const endingsOf = (definition: Sequence): string[] =>
  statesIn(definition)
    .filter(([, { Type }]) => Type === 'Succeed' || Type === 'Fail')
    .map(([name]) => name)
    .sort();

describe.each(VERBS.map((verb) => ({ verb })))('the $verb machine', ({ verb }) => {
  const definition = definitionOf(template, verb);
  const steps = stepsOf(WORKFLOWS[verb]);
  const arrows = arrowsOf(WORKFLOWS[verb]);

  it('has exactly the arrows that the workflow says', () => {
    expect(asLines(stepArrows(definition))).toEqual(asLines(arrows));
  });

  it('reads no output before it is written', () => {
    const problems: string[] = [];
    const goodPath = (sequence: Sequence, before: ReadonlySet<string>): Set<string> => {
      const written = new Set(before);
      for (let name: string | undefined = sequence.StartAt; name; ) {
        const state: AslState | undefined = sequence.States[name];
        const step = steps.find((one) => one.name === name);
        const mayRead = (step?.mayRead ?? []).filter((read) => steps.includes(read));
        for (const read of [...(step?.reads ?? []), ...mayRead]) {
          if (!written.has(read.name)) problems.push(`${name} reads ${read.name}`);
        }
        if (step) written.add(step.name);
        const branches = (state?.Branches ?? []).map((branch) => goodPath(branch, new Set(written)));
        for (const one of branches.flatMap((inside) => [...inside])) written.add(one);
        // On the good path a step is done, and branches are all well.
        name = state?.Next ?? (name.endsWith(': done?') ? state?.Choices?.[0]?.Next : state?.Default);
      }
      return written;
    };
    const waysTo = (name: string) => arrows.filter(({ to }) => to === name);
    const isOnlyHandler = (name: string) =>
      waysTo(name).length > 0 && waysTo(name).every(({ when }) => when === 'failed');
    const onTheWay = steps.map(({ name }) => name).filter((name) => !isOnlyHandler(name));
    expect(goodPath(definition, new Set())).toEqual(new Set(onTheWay));
    expect(problems).toEqual([]);
  });

  it('reads nothing where a failure leads, because nothing may have been written', () => {
    const targets = new Set(arrows.filter(({ when }) => when === 'failed').map(({ to }) => to));
    const reading = steps.filter(({ name, reads }) => targets.has(name) && reads.length > 0);
    expect(targets).toContain('CloseRun');
    expect(reading).toEqual([]);
  });

  it('ends nowhere but behind CloseRun', () => {
    const beforeTheEnding = stepArrows(definition).filter(({ to }) => to === ENDING);
    expect(beforeTheEnding).toEqual([
      { from: 'CloseRun', to: ENDING, when: 'done' },
      { from: 'CloseRun', to: ENDING, when: 'failed' },
    ]);
    const ways = statesIn(definition).flatMap(([from, state]) => transitionsOf(state).map(({ to }) => ({ from, to })));
    const toTheEnd = ways.filter(({ to }) => endingsOf(definition).includes(to));
    expect(new Set(toTheEnd.map(({ from }) => from))).toEqual(new Set([ENDING]));
  });

  it('repeats no failure that repeating cannot change, and everything else a few times', () => {
    const tasks = statesIn(definition).filter(([name]) => isStep(name));
    expect(tasks).toHaveLength(steps.length);
    for (const [, { Retry }] of tasks) {
      expect(Retry).toEqual([
        { ErrorEquals: ['Understudy.Joined', 'Understudy.Refused', 'Understudy.Overdue'], MaxAttempts: 0 },
        expect.objectContaining({ ErrorEquals: ['States.ALL'], MaxAttempts: 5, JitterStrategy: 'FULL' }),
      ]);
    }
  });

  it('catches whatever a step ends with', () => {
    const tasks = statesIn(definition).filter(([name]) => isStep(name));
    expect(tasks).toHaveLength(steps.length);
    for (const [, { Catch }] of tasks)
      expect(Catch).toEqual([expect.objectContaining({ ErrorEquals: ['States.ALL'] })]);
  });

  it('touches steps of its own, the version that their task invokes, and each at most once', () => {
    const invoked = (name: string) => {
      const { Arguments } = Object.fromEntries(statesIn(definition))[name] ?? {};
      return (Arguments as { FunctionName: string }).FunctionName;
    };
    const touched = touchedBy(WORKFLOWS[verb]);
    expect(new Set(touched).size).toBe(touched.length);
    expect(touched.filter((step) => !steps.includes(step))).toEqual([]);
    for (const { name } of touched) expect(invoked(`${name}: touch`)).toBe(invoked(name));
    const tasks = statesIn(definition).filter(([, { Type }]) => Type === 'Task');
    expect(tasks).toHaveLength(steps.length + touched.length);
  });

  it('waits for touches a few seconds at most, and for none on its way from a step to the next', () => {
    const touches = statesIn(definition).filter(([name]) => touchedIn(name) !== undefined);
    for (const [, { TimeoutSeconds }] of touches) expect(TimeoutSeconds).toBe(5);
    const alone = sequencesIn(definition).filter(({ StartAt, States }) =>
      Object.keys(States).some((name) => isTouchName(name) && !isTouchName(StartAt)),
    );
    expect(alone).toEqual([]);
  });

  it('has every state in one sequence only', () => {
    const names = sequencesIn(definition).flatMap(({ States }) => Object.keys(States));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the failover machine', () => {
  it('is the one drawn in failover.ts', () => {
    expect(`\n${arrowsIn(machine).join('\n')}\n`).toMatchInlineSnapshot(`
"
Plan ─▶ AdmitRun beside touch ConfirmOutage
AdmitRun beside touch ConfirmOutage ─▶ AdmitRun (branch)
AdmitRun beside touch ConfirmOutage ─▶ touch ConfirmOutage (branch)
AdmitRun beside touch ConfirmOutage ─▶ AdmitRun beside touch ConfirmOutage: all well?
AdmitRun beside touch ConfirmOutage ─▶ RetireStacks (caught)
AdmitRun beside touch ConfirmOutage: all well? ─▶ RetireStacks (rule 1)
AdmitRun beside touch ConfirmOutage: all well? ─▶ CheckReadiness (otherwise)
CheckReadiness ─▶ CheckReadiness: done?
CheckReadiness ─▶ RetireStacks (caught)
CheckReadiness: wait ─▶ CheckReadiness
CheckReadiness: done? ─▶ AuthorizePromotion beside DeployStacks (rule 1)
CheckReadiness: done? ─▶ CheckReadiness: wait (otherwise)
AuthorizePromotion beside DeployStacks ─▶ AuthorizePromotion (branch)
AuthorizePromotion beside DeployStacks ─▶ DeployStacks (branch)
AuthorizePromotion beside DeployStacks ─▶ AuthorizePromotion beside DeployStacks: all well?
AuthorizePromotion beside DeployStacks ─▶ RetireStacks (caught)
AuthorizePromotion beside DeployStacks: all well? ─▶ RetireStacks (rule 1)
AuthorizePromotion beside DeployStacks: all well? ─▶ RunCanaries (otherwise)
RunCanaries ─▶ RunCanaries: done?
RunCanaries ─▶ RetireStacks (caught)
RunCanaries: wait ─▶ RunCanaries
RunCanaries: done? ─▶ BeforeTraffic (rule 1)
RunCanaries: done? ─▶ RunCanaries: wait (otherwise)
BeforeTraffic ─▶ BeforeTraffic: done?
BeforeTraffic ─▶ RetireStacks (caught)
BeforeTraffic: wait ─▶ BeforeTraffic
BeforeTraffic: done? ─▶ ShiftTraffic (rule 1)
BeforeTraffic: done? ─▶ BeforeTraffic: wait (otherwise)
ShiftTraffic ─▶ ShiftTraffic: done?
ShiftTraffic ─▶ RetireStacks (caught)
ShiftTraffic: wait ─▶ ShiftTraffic
ShiftTraffic: done? ─▶ VerifyTraffic (rule 1)
ShiftTraffic: done? ─▶ ShiftTraffic: wait (otherwise)
VerifyTraffic ─▶ VerifyTraffic: done?
VerifyTraffic ─▶ RetireStacks (caught)
VerifyTraffic: wait ─▶ VerifyTraffic
VerifyTraffic: done? ─▶ AnnounceRegion (rule 1)
VerifyTraffic: done? ─▶ VerifyTraffic: wait (otherwise)
AnnounceRegion ─▶ AnnounceRegion: done?
AnnounceRegion ─▶ RetireStacks (caught)
AnnounceRegion: wait ─▶ AnnounceRegion
AnnounceRegion: done? ─▶ AfterTraffic (rule 1)
AnnounceRegion: done? ─▶ AnnounceRegion: wait (otherwise)
AfterTraffic ─▶ AfterTraffic: done?
AfterTraffic ─▶ RetireStacks (caught)
AfterTraffic: wait ─▶ AfterTraffic
AfterTraffic: done? ─▶ UnfenceRegion (rule 1)
AfterTraffic: done? ─▶ AfterTraffic: wait (otherwise)
UnfenceRegion ─▶ UnfenceRegion: done?
UnfenceRegion ─▶ CloseRun (caught)
UnfenceRegion: wait ─▶ UnfenceRegion
RetireStacks: done? ─▶ UnfenceRegion (rule 1)
RetireStacks: done? ─▶ RetireStacks: wait (otherwise)
RetireStacks ─▶ RetireStacks: done?
RetireStacks ─▶ UnfenceRegion (caught)
RetireStacks: wait ─▶ RetireStacks
UnfenceRegion: done? ─▶ CloseRun (rule 1)
UnfenceRegion: done? ─▶ UnfenceRegion: wait (otherwise)
CloseRun ─▶ CloseRun: done?
CloseRun ─▶ Ending (caught)
CloseRun: wait ─▶ CloseRun
CloseRun: done? ─▶ Ending (rule 1)
CloseRun: done? ─▶ CloseRun: wait (otherwise)
Ending ─▶ Serving (rule 1)
Ending ─▶ ServingDegraded (rule 2)
Ending ─▶ Joined (rule 3)
Ending ─▶ Refused (rule 4)
Ending ─▶ HandedToOperator (otherwise)
AdmitRun ─▶ AdmitRun: done?
AdmitRun ─▶ AdmitRun: branch ended (caught)
AdmitRun: wait ─▶ AdmitRun
AdmitRun: done? ─▶ ConfirmOutage (rule 1)
AdmitRun: done? ─▶ AdmitRun: wait (otherwise)
ConfirmOutage ─▶ ConfirmOutage: done?
ConfirmOutage ─▶ AdmitRun: branch ended (caught)
ConfirmOutage: wait ─▶ ConfirmOutage
ConfirmOutage: done? ─▶ AdmitRun: branch ended (rule 1)
ConfirmOutage: done? ─▶ ConfirmOutage: wait (otherwise)
touch ConfirmOutage ─▶ ConfirmOutage: touch (branch)
touch ConfirmOutage ─▶ CheckReadiness: touch (branch)
touch ConfirmOutage ─▶ AuthorizePromotion: touch (branch)
touch ConfirmOutage ─▶ DeployStacks: touch (branch)
touch ConfirmOutage ─▶ BeforePromotion: touch (branch)
touch ConfirmOutage ─▶ PromoteDatabase: touch (branch)
touch ConfirmOutage ─▶ touch ConfirmOutage: branch ended
touch ConfirmOutage ─▶ touch ConfirmOutage: branch ended (caught)
ConfirmOutage: touch ─▶ ConfirmOutage: not touched (caught)
CheckReadiness: touch ─▶ CheckReadiness: not touched (caught)
AuthorizePromotion: touch ─▶ AuthorizePromotion: not touched (caught)
DeployStacks: touch ─▶ DeployStacks: not touched (caught)
BeforePromotion: touch ─▶ BeforePromotion: not touched (caught)
PromoteDatabase: touch ─▶ PromoteDatabase: not touched (caught)
AuthorizePromotion ─▶ AuthorizePromotion: done?
AuthorizePromotion ─▶ AuthorizePromotion: branch ended (caught)
AuthorizePromotion: wait ─▶ AuthorizePromotion
AuthorizePromotion: done? ─▶ BeforePromotion (rule 1)
AuthorizePromotion: done? ─▶ AuthorizePromotion: wait (otherwise)
BeforePromotion ─▶ BeforePromotion: done?
BeforePromotion ─▶ AuthorizePromotion: branch ended (caught)
BeforePromotion: wait ─▶ BeforePromotion
BeforePromotion: done? ─▶ PromoteDatabase beside touch AfterPromotion (rule 1)
BeforePromotion: done? ─▶ BeforePromotion: wait (otherwise)
PromoteDatabase beside touch AfterPromotion ─▶ PromoteDatabase (branch)
PromoteDatabase beside touch AfterPromotion ─▶ touch AfterPromotion (branch)
PromoteDatabase beside touch AfterPromotion ─▶ PromoteDatabase beside touch AfterPromotion: all well?
PromoteDatabase beside touch AfterPromotion ─▶ AuthorizePromotion: branch ended (caught)
PromoteDatabase beside touch AfterPromotion: all well? ─▶ AuthorizePromotion: branch ended (rule 1)
PromoteDatabase beside touch AfterPromotion: all well? ─▶ AfterPromotion (otherwise)
AfterPromotion ─▶ AfterPromotion: done?
AfterPromotion ─▶ AuthorizePromotion: branch ended (caught)
AfterPromotion: wait ─▶ AfterPromotion
AfterPromotion: done? ─▶ AuthorizePromotion: branch ended (rule 1)
AfterPromotion: done? ─▶ AfterPromotion: wait (otherwise)
PromoteDatabase ─▶ PromoteDatabase: done?
PromoteDatabase ─▶ PromoteDatabase: branch ended (caught)
PromoteDatabase: wait ─▶ PromoteDatabase
PromoteDatabase: done? ─▶ PromoteDatabase: branch ended (rule 1)
PromoteDatabase: done? ─▶ PromoteDatabase: wait (otherwise)
touch AfterPromotion ─▶ AfterPromotion: touch (branch)
touch AfterPromotion ─▶ RunCanaries: touch (branch)
touch AfterPromotion ─▶ BeforeTraffic: touch (branch)
touch AfterPromotion ─▶ ShiftTraffic: touch (branch)
touch AfterPromotion ─▶ VerifyTraffic: touch (branch)
touch AfterPromotion ─▶ AnnounceRegion: touch (branch)
touch AfterPromotion ─▶ AfterTraffic: touch (branch)
touch AfterPromotion ─▶ UnfenceRegion: touch (branch)
touch AfterPromotion ─▶ CloseRun: touch (branch)
touch AfterPromotion ─▶ touch AfterPromotion: branch ended
touch AfterPromotion ─▶ touch AfterPromotion: branch ended (caught)
AfterPromotion: touch ─▶ AfterPromotion: not touched (caught)
RunCanaries: touch ─▶ RunCanaries: not touched (caught)
BeforeTraffic: touch ─▶ BeforeTraffic: not touched (caught)
ShiftTraffic: touch ─▶ ShiftTraffic: not touched (caught)
VerifyTraffic: touch ─▶ VerifyTraffic: not touched (caught)
AnnounceRegion: touch ─▶ AnnounceRegion: not touched (caught)
AfterTraffic: touch ─▶ AfterTraffic: not touched (caught)
UnfenceRegion: touch ─▶ UnfenceRegion: not touched (caught)
CloseRun: touch ─▶ CloseRun: not touched (caught)
DeployStacks ─▶ DeployStacks: done?
DeployStacks ─▶ DeployStacks: branch ended (caught)
DeployStacks: wait ─▶ DeployStacks
DeployStacks: done? ─▶ DeployStacks: branch ended (rule 1)
DeployStacks: done? ─▶ DeployStacks: wait (otherwise)
"
`);
  });

  it('begins with the plan and side by side with what does not wait for each other', () => {
    expect(machine.StartAt).toBe('Plan');
    const branches = statesIn(machine).flatMap(([, { Branches = [] }]) => Branches.map(({ StartAt }) => StartAt));
    expect(branches.filter((name) => touchedIn(name) === undefined).sort()).toEqual([
      ...['AdmitRun', 'AuthorizePromotion', 'DeployStacks', 'PromoteDatabase'],
      ...['touch AfterPromotion', 'touch ConfirmOutage'],
    ]);
  });

  it('shifts traffic right behind the canaries and the hooks before it', () => {
    expect(asLines(stepArrows(machine).filter(({ to }) => to === 'ShiftTraffic'))).toEqual([
      'BeforeTraffic ─▶ ShiftTraffic',
    ]);
    expect(asLines(stepArrows(machine).filter(({ to }) => to === 'BeforeTraffic'))).toEqual([
      'RunCanaries ─▶ BeforeTraffic',
    ]);
  });

  it('comes to RetireStacks from every failure, and from nowhere else', () => {
    const after = ['RetireStacks', 'UnfenceRegion', 'CloseRun'];
    const steps = stepsOf(failover).filter(({ name }) => !after.includes(name));
    expect(stepArrows(machine).filter(({ to }) => to === 'RetireStacks')).toEqual(
      expect.arrayContaining(steps.map(({ name }) => ({ from: name, to: 'RetireStacks', when: 'failed' }))),
    );
    expect(stepArrows(machine).filter(({ to }) => to === 'RetireStacks')).toHaveLength(steps.length);
  });

  it('comes to UnfenceRegion and CloseRun whether or not the stacks could be retired', () => {
    expect(asLines(stepArrows(machine).filter(({ to }) => to === 'UnfenceRegion' || to === 'CloseRun'))).toEqual([
      'AfterTraffic ─▶ UnfenceRegion',
      'RetireStacks ─▶ UnfenceRegion',
      'RetireStacks ─▶ UnfenceRegion (failed)',
      'UnfenceRegion ─▶ CloseRun',
      'UnfenceRegion ─▶ CloseRun (failed)',
    ]);
  });

  it('ends under one of five names', () => {
    expect(endingsOf(machine)).toEqual(['HandedToOperator', 'Joined', 'Refused', 'Serving', 'ServingDegraded']);
  });
});

describe('the settle machine', () => {
  it('is the one drawn in settle.ts', () => {
    expect(`\n${arrowsIn(settling).join('\n')}\n`).toMatchInlineSnapshot(`
"
Plan ─▶ AdmitRun
AdmitRun ─▶ AdmitRun: done?
AdmitRun ─▶ CloseRun (caught)
AdmitRun: wait ─▶ AdmitRun
AdmitRun: done? ─▶ UnfenceRegion (rule 1)
AdmitRun: done? ─▶ AdmitRun: wait (otherwise)
UnfenceRegion ─▶ UnfenceRegion: done?
UnfenceRegion ─▶ CloseRun (caught)
UnfenceRegion: wait ─▶ UnfenceRegion
UnfenceRegion: done? ─▶ SettleTraffic (rule 1)
UnfenceRegion: done? ─▶ UnfenceRegion: wait (otherwise)
SettleTraffic ─▶ SettleTraffic: done?
SettleTraffic ─▶ CloseRun (caught)
SettleTraffic: wait ─▶ SettleTraffic
SettleTraffic: done? ─▶ CloseRun (rule 1)
SettleTraffic: done? ─▶ SettleTraffic: wait (otherwise)
CloseRun ─▶ CloseRun: done?
CloseRun ─▶ Ending (caught)
CloseRun: wait ─▶ CloseRun
CloseRun: done? ─▶ Ending (rule 1)
CloseRun: done? ─▶ CloseRun: wait (otherwise)
Ending ─▶ Settled (rule 1)
Ending ─▶ Joined (rule 2)
Ending ─▶ Refused (rule 3)
Ending ─▶ HandedToOperator (otherwise)
"
`);
  });

  it('ends under one of four names', () => {
    expect(endingsOf(settling)).toEqual(['HandedToOperator', 'Joined', 'Refused', 'Settled']);
  });
});

/** What the machine can come to from its start without ever leaving some of its states. */
function reachedWithout(definition: Sequence, ...shut: string[]): Set<string> {
  const states = new Map(statesIn(definition));
  const reached = new Set([definition.StartAt]);
  const isEnded = ({ States }: Sequence) => Object.entries(States).some(([name, { End }]) => End && reached.has(name));
  for (const name of reached) {
    if (shut.includes(name)) continue;
    const state = states.get(name);
    for (const { StartAt } of state?.Branches ?? []) reached.add(StartAt);
    // Behind a Parallel goes on what has come to the end of each of its branches.
    for (const { to, why } of state ? transitionsOf(state) : []) {
      if (why !== 'next' || !state?.Branches) reached.add(to);
    }
    for (const { Branches, Next = '' } of states.values()) if (Branches?.every(isEnded)) reached.add(Next);
  }
  return reached;
}

/** What stands in the way of each change that users or data may feel, in every verb that has it. */
const GATES: readonly [string, string][] = [
  ['PromoteDatabase', 'AuthorizePromotion'],
  ['PromoteDatabase', 'CheckReadiness'],
  ['PromoteDatabase', 'BeforePromotion'],
  ['ShiftTraffic', 'RunCanaries'],
  ['ShiftTraffic', 'BeforeTraffic'],
  ['SettleTraffic', 'AdmitRun'],
  ['FenceRegion', 'AdmitRun'],
  ['DeployStacks', 'CheckReadiness'],
  ['RecordDivergence', 'FenceRegion'],
  ['KeepWarm', 'ProveStacks'],
];

describe.each(GATES)('%s', (change, gate) => {
  const having = VERBS.filter((verb) => stepsIn(definitionOf(template, verb)).includes(change));

  it.each(having)(`is reached in %s through ${gate} only`, (verb) => {
    const reached = reachedWithout(definitionOf(template, verb), gate);
    expect(reached).toContain(gate);
    expect(reached).not.toContain(change);
  });
});

describe('the switchover machine', () => {
  const switchover = definitionOf(template, 'switchover');

  it('does all that can be undone before it fences the other Region, and fences it before it promotes', () => {
    for (const gate of ['DeployStacks', 'ProveStacks', 'AuthorizePromotion']) {
      expect(reachedWithout(switchover, gate)).not.toContain('FenceRegion');
    }
    expect(reachedWithout(switchover, 'FenceRegion')).not.toContain('PromoteDatabase');
    expect(reachedWithout(switchover, 'PromoteDatabase')).not.toContain('RunCanaries');
  });

  it('settles before a hook that fails could keep it from that', () => {
    expect(reachedWithout(switchover, 'SettleTraffic')).not.toContain('AfterTraffic');
    expect(reachedWithout(switchover, 'AfterTraffic')).toContain('SettleTraffic');
  });

  it('unfences whatever happened, and deletes stacks only then', () => {
    expect(reachedWithout(switchover, 'UnfenceRegion')).not.toContain('RetireStacks');
    expect(reachedWithout(switchover, 'RetireStacks')).not.toContain('CloseRun');
  });

  it('ends under one of five names', () => {
    expect(endingsOf(switchover)).toEqual(['HandedToOperator', 'Joined', 'Refused', 'Serving', 'ServingDegraded']);
  });
});

describe('a verb that moves nobody', () => {
  it.each<[Verb, string[], string[]]>([
    [
      'drill',
      ['AdmitRun', 'ConfirmActive', 'CheckReadiness', 'DeployStacks', 'ProveStacks', 'RetireStacks', 'CloseRun'],
      ['Failed', 'Joined', 'Passed', 'Refused'],
    ],
    [
      'prewarm',
      [
        ...['AdmitRun', 'ConfirmActive', 'CheckReadiness', 'DeployStacks', 'ProveStacks'],
        ...['KeepWarm', 'RetireStacks', 'CloseRun'],
      ],
      ['HandedToOperator', 'Joined', 'Refused', 'Warm'],
    ],
    [
      'check',
      ['CheckReadiness', 'AuditStandby', 'AuditControlPlane', 'AuditPermissions', 'ReportReadiness', 'CloseRun'],
      ['Failed', 'Passed'],
    ],
    [
      'settle',
      ['AdmitRun', 'UnfenceRegion', 'SettleTraffic', 'CloseRun'],
      ['HandedToOperator', 'Joined', 'Refused', 'Settled'],
    ],
    [
      'stand-down',
      ['AdmitRun', 'FenceRegion', 'RecordDivergence', 'CloseRun'],
      ['HandedToOperator', 'Joined', 'Refused', 'StoodDown'],
    ],
    ['retire', ['AdmitRun', 'RetireStacks', 'CloseRun'], ['HandedToOperator', 'Joined', 'Refused', 'Retired']],
  ])('%s has these steps and endings, and no state that promotes or shifts', (verb, steps, endings) => {
    const definition = definitionOf(template, verb);
    expect(stepsIn(definition).sort()).toEqual([...steps].sort());
    expect(endingsOf(definition)).toEqual(endings);
    const names = statesIn(definition).map(([name]) => name);
    expect(names.filter((name) => /Promot|Shift/.test(name))).toEqual([]);
  });
});

describe('a drill', () => {
  it('retires what it deployed whatever happened', () => {
    const drill = definitionOf(template, 'drill');
    expect(reachedWithout(drill, 'RetireStacks')).not.toContain('CloseRun');
  });
});

describe('a plan without hooks', () => {
  const without = templateIn();
  const points = ['BeforePromotion', 'AfterPromotion', 'BeforeTraffic', 'AfterTraffic'];

  it('has no states for them, and nothing else is left out', () => {
    for (const verb of VERBS) {
      const left = stepsIn(definitionOf(without, verb)).sort();
      expect(left).toEqual(
        stepsIn(definitionOf(template, verb))
          .filter((name) => !points.includes(name))
          .sort(),
      );
    }
  });
});

describe('a step that two machines share', () => {
  const behind = (verb: Verb, name: string) => {
    const { Arguments } = Object.fromEntries(statesIn(definitionOf(template, verb)))[name] ?? {};
    return (Arguments as { FunctionName: string }).FunctionName;
  };

  it('is one published version of one function', () => {
    for (const name of ['AdmitRun', 'CloseRun']) expect(behind('settle', name)).toBe(behind('failover', name));
  });

  it('is another function in a drill where its rights differ', () => {
    for (const name of ['CheckReadiness', 'DeployStacks', 'RetireStacks']) {
      expect(behind('drill', name)).toMatch(new RegExp(`^\\$\\{Steps${name}Drill`));
      expect(behind('prewarm', name)).toBe(behind('failover', name));
    }
  });
});
