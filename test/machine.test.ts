import { arrowsOf, ENDING } from '../lib/workflow/drawing';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { asLines, followers, stepArrows } from './asl/arrows';
import { type AslState, type Sequence, sequencesIn, statesIn, transitionsOf } from './asl/definition';
import { controlPlane, definitionOf, templateOf } from './synthesised';

const machine = definitionOf(templateOf(controlPlane()));
const steps = stepsOf(failover);
const isStep = (name: string) => steps.some((step) => step.name === name);

describe('the failover machine', () => {
  it('is the one drawn in failover.ts', () => {
    const arrows = statesIn(machine).flatMap(([from, state]) => [
      ...(state.Branches ?? []).map(({ StartAt }) => `${from} ─▶ ${StartAt} (branch)`),
      ...transitionsOf(state).map(({ to, why }) => `${from} ─▶ ${to}${why === 'next' ? '' : ` (${why})`}`),
    ]);
    expect(`\n${arrows.join('\n')}\n`).toMatchInlineSnapshot(`
"
Plan ─▶ AdmitRun
AdmitRun ─▶ AdmitRun: done?
AdmitRun ─▶ CloseRun (caught)
AdmitRun: wait ─▶ AdmitRun
AdmitRun: done? ─▶ ConfirmOutage (rule 1)
AdmitRun: done? ─▶ AdmitRun: wait (otherwise)
ConfirmOutage ─▶ ConfirmOutage: done?
ConfirmOutage ─▶ CloseRun (caught)
ConfirmOutage: wait ─▶ ConfirmOutage
ConfirmOutage: done? ─▶ CheckReadiness (rule 1)
ConfirmOutage: done? ─▶ ConfirmOutage: wait (otherwise)
CheckReadiness ─▶ CheckReadiness: done?
CheckReadiness ─▶ CloseRun (caught)
CheckReadiness: wait ─▶ CheckReadiness
CheckReadiness: done? ─▶ AuthorizePromotion beside DeployStacks (rule 1)
CheckReadiness: done? ─▶ CheckReadiness: wait (otherwise)
AuthorizePromotion beside DeployStacks ─▶ AuthorizePromotion (branch)
AuthorizePromotion beside DeployStacks ─▶ DeployStacks (branch)
AuthorizePromotion beside DeployStacks ─▶ AuthorizePromotion beside DeployStacks: all well?
AuthorizePromotion beside DeployStacks ─▶ CloseRun (caught)
AuthorizePromotion beside DeployStacks: all well? ─▶ CloseRun (rule 1)
AuthorizePromotion beside DeployStacks: all well? ─▶ RunCanaries (otherwise)
RunCanaries ─▶ RunCanaries: done?
RunCanaries ─▶ CloseRun (caught)
RunCanaries: wait ─▶ RunCanaries
RunCanaries: done? ─▶ ShiftTraffic (rule 1)
RunCanaries: done? ─▶ RunCanaries: wait (otherwise)
ShiftTraffic ─▶ ShiftTraffic: done?
ShiftTraffic ─▶ CloseRun (caught)
ShiftTraffic: wait ─▶ ShiftTraffic
ShiftTraffic: done? ─▶ VerifyTraffic (rule 1)
ShiftTraffic: done? ─▶ ShiftTraffic: wait (otherwise)
VerifyTraffic ─▶ VerifyTraffic: done?
VerifyTraffic ─▶ CloseRun (caught)
VerifyTraffic: wait ─▶ VerifyTraffic
VerifyTraffic: done? ─▶ CloseRun (rule 1)
VerifyTraffic: done? ─▶ VerifyTraffic: wait (otherwise)
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

  it('has exactly the arrows that the workflow says', () => {
    expect(asLines(stepArrows(machine))).toEqual(asLines(arrowsOf(failover)));
  });

  it('begins with the plan and side by side with what does not wait for each other', () => {
    expect(machine.StartAt).toBe('Plan');
    const branches = statesIn(machine).flatMap(([, { Branches = [] }]) => Branches);
    expect(branches.map(({ StartAt }) => StartAt)).toEqual(['AuthorizePromotion', 'DeployStacks']);
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
    expect(goodPath(machine, new Set())).toEqual(new Set(steps.map(({ name }) => name)));
    expect(problems).toEqual([]);
  });

  it('reads nothing where a failure leads, because nothing may have been written', () => {
    const targets = new Set(
      arrowsOf(failover)
        .filter(({ when }) => when === 'failed')
        .map(({ to }) => to),
    );
    const reading = steps.filter(({ name, reads }) => targets.has(name) && reads.length > 0);
    expect([...targets].filter(isStep)).toEqual(['CloseRun']);
    expect(reading).toEqual([]);
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

  it('comes to CloseRun from every failure, and only then to an ending', () => {
    const failing = stepArrows(machine).filter(({ when, from }) => when === 'failed' && from !== 'CloseRun');
    expect(new Set(failing.map(({ to }) => to))).toEqual(new Set(['CloseRun']));
    const endings = statesIn(machine).filter(([, { Type }]) => Type === 'Succeed' || Type === 'Fail');
    expect(endings.map(([name]) => name).sort()).toEqual([
      'HandedToOperator',
      'Joined',
      'Refused',
      'Serving',
      'ServingDegraded',
    ]);
    expect(
      arrowsOf(failover)
        .filter(({ from }) => from === 'CloseRun')
        .map(({ to }) => to),
    ).toEqual([ENDING, ENDING]);
  });

  it('repeats no failure that repeating cannot change, and everything else a few times', () => {
    for (const [, { Retry }] of statesIn(machine).filter(([name]) => isStep(name))) {
      expect(Retry).toEqual([
        { ErrorEquals: ['Understudy.Joined', 'Understudy.Refused', 'Understudy.Overdue'], MaxAttempts: 0 },
        expect.objectContaining({ ErrorEquals: ['States.ALL'], MaxAttempts: 5, JitterStrategy: 'FULL' }),
      ]);
    }
  });

  it('has every state in one sequence only', () => {
    const names = sequencesIn(machine).flatMap(({ States }) => Object.keys(States));
    expect(new Set(names).size).toBe(names.length);
  });
});
