import { closeRun } from '../../lambdas/steps/close-run/step';
import { retireStacks } from '../../lambdas/steps/retire-stacks/step';
import { leavesNothing, toneOf } from '../domain/ending';
import type { FailureRecord } from '../domain/failure';
import { endingOf, type Layout } from '../domain/layout';
import { VERBS } from '../domain/verbs';
import { arrowsOf, ENDING } from './drawing';
import { stepsOf, type Workflow } from './grammar';
import { layoutOf } from './layout';
import { WORKFLOWS } from './workflows';

const placeIn = ({ steps }: Layout, name: string) => {
  const { column, row } = steps.find((step) => step.name === name) ?? { column: -1, row: -1 };
  return [column, row];
};

describe.each(VERBS)('the layout of %s', (verb) => {
  const workflow = WORKFLOWS[verb];
  const layout = layoutOf(workflow);
  const columnOf = (name: string) => placeIn(layout, name)[0] ?? -1;

  it('places every step once, each in a place of its own, inside its bounds', () => {
    expect(layout.steps.map(({ name }) => name).sort()).toEqual(
      stepsOf(workflow)
        .map(({ name }) => name)
        .sort(),
    );
    const places = layout.steps.map(({ column, row }) => `${column}/${row}`);
    expect(new Set(places).size).toBe(places.length);
    for (const { column, row } of layout.steps) {
      expect(column).toBeLessThan(layout.columns);
      expect(row).toBeLessThan(layout.rows);
    }
  });

  it('leads from left to right when a step is done', () => {
    const done = layout.arrows.filter(({ from, to, when }) => when === 'done' && from !== ENDING && columnOf(to) >= 0);
    const next = done.filter(({ to }) => to !== ENDING);
    expect(next.length).toBeGreaterThan(0);
    for (const { from, to } of next) expect([from, to, columnOf(to) > columnOf(from)]).toEqual([from, to, true]);
  });

  it('reads its first ending as good, its last one as bad, and what is between as neither', () => {
    const between = layout.endings.slice(1, -1).map(() => 'neutral');
    expect(layout.endings.map(toneOf)).toEqual(['good', ...between, 'bad']);
    const leaveNothing = layout.endings.filter(leavesNothing);
    expect(leaveNothing).toEqual(layout.endings.filter((name, index) => index === 0 || name === 'Joined'));
  });

  it('has the arrows of the machine, names its endings, and is JSON', () => {
    expect(layout.arrows).toEqual(arrowsOf(workflow));
    const ends = arrowsOf(workflow).filter(({ from }) => from === ENDING);
    expect(layout.endings).toEqual(ends.map(({ to }) => to));
    expect(JSON.parse(JSON.stringify(layout))).toEqual(layout);
  });
});

test('in a failover the stacks stand below the database, and the handler of failures in the last row', () => {
  const layout = layoutOf(WORKFLOWS.failover);
  expect(placeIn(layout, 'AuthorizePromotion')).toEqual([3, 0]);
  expect(placeIn(layout, 'DeployStacks')).toEqual([3, 1]);
  expect(placeIn(layout, 'RunCanaries')).toEqual([7, 0]);
  expect(placeIn(layout, 'RetireStacks')).toEqual([12, 2]);
  expect(layout).toMatchObject({ columns: 15, rows: 3 });
});

test('a handler that is on the main line as well is drawn there alone', () => {
  const workflow: Workflow = ({ inOrder, orElse, untilDone, stop }) =>
    inOrder(orElse(untilDone(closeRun), untilDone(retireStacks)), untilDone(closeRun), stop('End', 'b'));
  expect(layoutOf(workflow)).toMatchObject({ columns: 2, rows: 1, endings: ['End'] });
});

test.each<[string, FailureRecord['kind'], string, string]>([
  ['is refused', 'refused', 'CheckReadiness', 'Refused'],
  ['is refused once it has changed something', 'refused', 'PromoteDatabase', 'HandedToOperator'],
  ['was joined', 'joined', 'AdmitRun', 'Joined'],
  ['cannot tell its end', 'broken', 'CloseRun', 'ServingDegraded'],
])('a failover that %s ends as its machine does', (_, kind, step, ending) => {
  expect(endingOf(layoutOf(WORKFLOWS.failover), [{ kind, step, because: 'b', at: 't' }])).toBe(ending);
});

test('a failover in which nothing failed is serving', () => {
  expect(endingOf(layoutOf(WORKFLOWS.failover), [])).toBe('Serving');
});
