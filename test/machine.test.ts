import { VERBS } from '../lib/domain/run';
import { arrowsOf, ENDING } from '../lib/workflow/drawing';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { allSteps, WORKFLOWS } from '../lib/workflow/workflows';
import { asLines, followers, stepArrows } from './asl/arrows';
import { type AslState, type Sequence, sequencesIn, statesIn, transitionsOf } from './asl/definition';
import { controlPlane, definitionOf, templateOf } from './synthesised';

const template = templateOf(controlPlane());
const machine = definitionOf(template);
const settling = definitionOf(template, 'settle');
const isStep = (name: string) => allSteps().some((step) => step.name === name);
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
        for (const read of step?.reads ?? []) if (!written.has(read.name)) problems.push(`${name} reads ${read.name}`);
        if (step) written.add(step.name);
        const branches = (state?.Branches ?? []).map((branch) => goodPath(branch, new Set(written)));
        for (const one of branches.flatMap((inside) => [...inside])) written.add(one);
        // On the good path a step is done, and branches are all well.
        name = state?.Next ?? (name.endsWith(': done?') ? state?.Choices?.[0]?.Next : state?.Default);
      }
      return written;
    };
    const onTheWay = steps.map(({ name }) => name).filter((name) => name !== 'RetireStacks');
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

  it('has every state in one sequence only', () => {
    const names = sequencesIn(definition).flatMap(({ States }) => Object.keys(States));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the failover machine', () => {
  it('is the one drawn in failover.ts', () => {
    expect(`\n${arrowsIn(machine).join('\n')}\n`).toMatchInlineSnapshot(`
"
Plan ─▶ AdmitRun
AdmitRun ─▶ AdmitRun: done?
AdmitRun ─▶ RetireStacks (caught)
AdmitRun: wait ─▶ AdmitRun
AdmitRun: done? ─▶ ConfirmOutage (rule 1)
AdmitRun: done? ─▶ AdmitRun: wait (otherwise)
ConfirmOutage ─▶ ConfirmOutage: done?
ConfirmOutage ─▶ RetireStacks (caught)
ConfirmOutage: wait ─▶ ConfirmOutage
ConfirmOutage: done? ─▶ CheckReadiness (rule 1)
ConfirmOutage: done? ─▶ ConfirmOutage: wait (otherwise)
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
RunCanaries: done? ─▶ ShiftTraffic (rule 1)
RunCanaries: done? ─▶ RunCanaries: wait (otherwise)
ShiftTraffic ─▶ ShiftTraffic: done?
ShiftTraffic ─▶ RetireStacks (caught)
ShiftTraffic: wait ─▶ ShiftTraffic
ShiftTraffic: done? ─▶ VerifyTraffic (rule 1)
ShiftTraffic: done? ─▶ ShiftTraffic: wait (otherwise)
VerifyTraffic ─▶ VerifyTraffic: done?
VerifyTraffic ─▶ RetireStacks (caught)
VerifyTraffic: wait ─▶ VerifyTraffic
VerifyTraffic: done? ─▶ CloseRun (rule 1)
VerifyTraffic: done? ─▶ VerifyTraffic: wait (otherwise)
CloseRun ─▶ CloseRun: done?
CloseRun ─▶ Ending (caught)
CloseRun: wait ─▶ CloseRun
RetireStacks: done? ─▶ CloseRun (rule 1)
RetireStacks: done? ─▶ RetireStacks: wait (otherwise)
RetireStacks ─▶ RetireStacks: done?
RetireStacks ─▶ CloseRun (caught)
RetireStacks: wait ─▶ RetireStacks
CloseRun: done? ─▶ Ending (rule 1)
CloseRun: done? ─▶ CloseRun: wait (otherwise)
Ending ─▶ Serving (rule 1)
Ending ─▶ ServingDegraded (rule 2)
Ending ─▶ Joined (rule 3)
Ending ─▶ Refused (rule 4)
Ending ─▶ HandedToOperator (otherwise)
AuthorizePromotion ─▶ AuthorizePromotion: done?
AuthorizePromotion ─▶ AuthorizePromotion: branch ended (caught)
AuthorizePromotion: wait ─▶ AuthorizePromotion
AuthorizePromotion: done? ─▶ PromoteDatabase (rule 1)
AuthorizePromotion: done? ─▶ AuthorizePromotion: wait (otherwise)
PromoteDatabase ─▶ PromoteDatabase: done?
PromoteDatabase ─▶ AuthorizePromotion: branch ended (caught)
PromoteDatabase: wait ─▶ PromoteDatabase
PromoteDatabase: done? ─▶ AuthorizePromotion: branch ended (rule 1)
PromoteDatabase: done? ─▶ PromoteDatabase: wait (otherwise)
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
    const branches = statesIn(machine).flatMap(([, { Branches = [] }]) => Branches);
    expect(branches.map(({ StartAt }) => StartAt)).toEqual(['AuthorizePromotion', 'DeployStacks']);
  });

  it('has no path to ShiftTraffic that skips RunCanaries', () => {
    const next = followers(machine);
    for (const [name, { Branches = [] }] of statesIn(machine)) {
      next.set(name, [...(next.get(name) ?? []), ...Branches.map(({ StartAt }) => ({ to: StartAt, why: 'branch' }))]);
    }
    const reached = new Set([machine.StartAt]);
    for (const name of reached) {
      if (name === 'RunCanaries') continue;
      for (const { to } of next.get(name) ?? []) reached.add(to);
    }
    expect(reached).toContain('RunCanaries');
    expect(reached).not.toContain('ShiftTraffic');
    expect(stepArrows(machine).filter(({ to }) => to === 'ShiftTraffic')).toEqual([
      { from: 'RunCanaries', to: 'ShiftTraffic', when: 'done' },
    ]);
  });

  it('comes to RetireStacks from every failure, and from nowhere else', () => {
    const steps = stepsOf(failover).filter(({ name }) => name !== 'RetireStacks' && name !== 'CloseRun');
    expect(stepArrows(machine).filter(({ to }) => to === 'RetireStacks')).toEqual(
      expect.arrayContaining(steps.map(({ name }) => ({ from: name, to: 'RetireStacks', when: 'failed' }))),
    );
    expect(stepArrows(machine).filter(({ to }) => to === 'RetireStacks')).toHaveLength(steps.length);
  });

  it('comes to CloseRun whether or not the stacks could be retired', () => {
    expect(asLines(stepArrows(machine).filter(({ to }) => to === 'CloseRun'))).toEqual([
      'RetireStacks ─▶ CloseRun',
      'RetireStacks ─▶ CloseRun (failed)',
      'VerifyTraffic ─▶ CloseRun',
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
AdmitRun: done? ─▶ SettleTraffic (rule 1)
AdmitRun: done? ─▶ AdmitRun: wait (otherwise)
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

  it('can neither promote, deploy, retire nor claim: it has no such state', () => {
    const names = statesIn(settling).map(([name]) => name);
    expect(names.filter(isStep)).toEqual(['AdmitRun', 'SettleTraffic', 'CloseRun']);
    expect(names.filter((name) => /Promot|Deploy|Retire|Shift/.test(name))).toEqual([]);
    expect(statesIn(settling).filter(([, { Type }]) => Type === 'Task')).toHaveLength(3);
  });

  it('ends under one of four names', () => {
    expect(endingsOf(settling)).toEqual(['HandedToOperator', 'Joined', 'Refused', 'Settled']);
  });
});

describe('a step that two machines share', () => {
  it('is one published version of one function', () => {
    const behind = (definition: Sequence, name: string) => {
      const { Arguments } = Object.fromEntries(statesIn(definition))[name] ?? {};
      return (Arguments as { FunctionName: string }).FunctionName;
    };
    for (const name of ['AdmitRun', 'CloseRun']) expect(behind(settling, name)).toBe(behind(machine, name));
  });
});
