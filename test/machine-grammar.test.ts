import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { admitRun } from '../lambdas/steps/admit-run/step';
import { closeRun } from '../lambdas/steps/close-run/step';
import { confirmOutage } from '../lambdas/steps/confirm-outage/step';
import { deployStacks } from '../lambdas/steps/deploy-stacks/step';
import { closed, states } from '../lib/constructs/states';
import { arrowsOf, drawingOf } from '../lib/workflow/drawing';
import { failover } from '../lib/workflow/failover';
import type { Workflow } from '../lib/workflow/grammar';
import { settle } from '../lib/workflow/settle';
import { switchover } from '../lib/workflow/switchover';
import { asLines, stepArrows } from './asl/arrows';
import type { Sequence } from './asl/definition';
import { definitionOf } from './synthesised';
import { temporaryDirectory } from './temporary';

describe('the grammar, read into states', () => {
  const definitionFrom = (workflow: Workflow): Sequence => {
    const stack = new Stack(new App({ outdir: temporaryDirectory('cdk') }));
    const code = Code.fromInline('exports.handler = async () => {};');
    const lambda = new LambdaFunction(stack, 'L', { code, handler: 'index.handler', runtime: Runtime.NODEJS_24_X });
    const definitionBody = DefinitionBody.fromChainable(closed(workflow(states(stack, () => lambda))));
    new StateMachine(stack, 'M', { definitionBody });
    return definitionOf(Template.fromStack(stack));
  };

  it.each<[string, Workflow]>([
    [
      'orElse sends failures to the handler, and both go on',
      ({ inOrder, orElse, untilDone, finish, stop }) =>
        inOrder(
          orElse(untilDone(closeRun), inOrder(untilDone(admitRun), untilDone(confirmOutage))),
          finish({ Passed: { failures: 'none' } }),
          stop('Failed', 'look'),
        ),
    ],
    [
      'three branches end by themselves',
      ({ inOrder, together, untilDone, always, finish, stop }) =>
        inOrder(
          together(untilDone(admitRun), untilDone(confirmOutage), untilDone(deployStacks)),
          always(untilDone(closeRun)),
          finish({ Passed: { failures: 'none' } }),
          stop('Failed', 'look'),
        ),
    ],
    [
      'always twice in a row: the second is reached whether or not the first is done',
      ({ inOrder, untilDone, always, finish, stop }) =>
        inOrder(
          untilDone(admitRun),
          always(untilDone(confirmOutage)),
          always(untilDone(closeRun)),
          finish({ Passed: { failures: 'none' } }),
          stop('Failed', 'look'),
        ),
    ],
    [
      'orElse, then always twice in a row',
      ({ inOrder, orElse, untilDone, always, finish, stop }) =>
        inOrder(
          orElse(untilDone(deployStacks), untilDone(admitRun)),
          always(untilDone(confirmOutage)),
          always(untilDone(closeRun)),
          finish({ Passed: { failures: 'none' } }),
          stop('Failed', 'look'),
        ),
    ],
    [
      'branches, then always: a failure in any branch leads there',
      ({ inOrder, together, untilDone, always, finish, stop }) =>
        inOrder(
          together(untilDone(admitRun), untilDone(confirmOutage)),
          always(untilDone(deployStacks)),
          always(untilDone(closeRun)),
          finish({ Passed: { failures: 'none' } }),
          stop('Failed', 'look'),
        ),
    ],
    [
      'a touch in a branch is no arrow, and neither are touches inside of another branch',
      ({ inOrder, together, untilDone, touch, always, finish, stop }) =>
        inOrder(
          together(
            inOrder(untilDone(admitRun), together(untilDone(confirmOutage), touch(closeRun))),
            touch(confirmOutage, deployStacks),
          ),
          untilDone(deployStacks),
          always(untilDone(closeRun)),
          finish({ Passed: { failures: 'none' } }),
          stop('Failed', 'look'),
        ),
    ],
  ])('%s', (_, workflow) => {
    expect(asLines(stepArrows(definitionFrom(workflow)))).toEqual(asLines(arrowsOf(workflow)));
  });

  it('refuses a step that stands twice', () => {
    const twice: Workflow = ({ inOrder, untilDone, stop }) =>
      inOrder(untilDone(admitRun), untilDone(admitRun), stop('Failed', 'look'));
    expect(() => definitionFrom(twice)).toThrow('the state name "AdmitRun" is used twice');
  });

  it('refuses a step that is touched twice', () => {
    const twice: Workflow = ({ inOrder, together, untilDone, touch, stop }) =>
      inOrder(together(untilDone(admitRun), touch(closeRun), touch(confirmOutage, closeRun)), stop('Failed', 'look'));
    expect(() => definitionFrom(twice)).toThrow('the state name "CloseRun: touch" is used twice');
  });

  it('names a parallel after its first branch where there are many', () => {
    const many: Workflow = ({ inOrder, together, untilDone, stop }) =>
      inOrder(together(untilDone(admitRun), untilDone(confirmOutage), untilDone(closeRun)), stop('Failed', 'look'));
    expect(definitionFrom(many).StartAt).toBe('AdmitRun beside 2 others');
  });

  it('goes on behind a touch that stands in an order, with the run as it was', () => {
    const { StartAt, States } = definitionFrom(({ inOrder, touch, untilDone, always, stop }) =>
      inOrder(touch(admitRun), always(untilDone(admitRun)), stop('Failed', 'look')),
    );
    expect(States[StartAt]).toMatchObject({
      Next: 'AdmitRun',
      Arguments: {},
      Output: '{% $states.input %}',
      Catch: [{ Next: 'AdmitRun', Output: '{% $states.input %}' }],
    });
  });

  it('refuses a workflow that does not say how it ends', () => {
    expect(() => definitionFrom(({ untilDone }) => untilDone(admitRun))).toThrow(
      'the workflow leaves 1 ends and 1 failures open; end it with finish and stop',
    );
  });
});

describe('the drawing', () => {
  it('shows the failover', () => {
    expect(`\n${drawingOf(failover)}\n`).toMatchInlineSnapshot(`
"
stateDiagram-v2
  [*] --> AdmitRun
  AdmitRun --> ConfirmOutage
  AdmitRun --> RetireStacks: failed
  ConfirmOutage --> CheckReadiness
  ConfirmOutage --> RetireStacks: failed
  RetireStacks --> UnfenceRegion
  RetireStacks --> UnfenceRegion: failed
  CheckReadiness --> AuthorizePromotion
  CheckReadiness --> DeployStacks
  CheckReadiness --> RetireStacks: failed
  UnfenceRegion --> CloseRun
  UnfenceRegion --> CloseRun: failed
  AuthorizePromotion --> BeforePromotion
  AuthorizePromotion --> RetireStacks: failed
  DeployStacks --> RunCanaries
  DeployStacks --> RetireStacks: failed
  CloseRun --> Ending
  CloseRun --> Ending: failed
  BeforePromotion --> PromoteDatabase
  BeforePromotion --> RetireStacks: failed
  RunCanaries --> BeforeTraffic
  RunCanaries --> RetireStacks: failed
  Ending --> Serving: nothing failed
  Ending --> ServingDegraded: every failure is in AnnounceRegion, AfterTraffic, UnfenceRegion or CloseRun
  Ending --> Joined: the first failure is joined
  Ending --> Refused: the first failure is refused in AdmitRun, ConfirmOutage or CheckReadiness
  Ending --> HandedToOperator: otherwise
  PromoteDatabase --> AfterPromotion
  PromoteDatabase --> RetireStacks: failed
  BeforeTraffic --> ShiftTraffic
  BeforeTraffic --> RetireStacks: failed
  AfterPromotion --> RunCanaries
  AfterPromotion --> RetireStacks: failed
  ShiftTraffic --> VerifyTraffic
  ShiftTraffic --> RetireStacks: failed
  VerifyTraffic --> AnnounceRegion
  VerifyTraffic --> RetireStacks: failed
  AnnounceRegion --> AfterTraffic
  AnnounceRegion --> RetireStacks: failed
  AfterTraffic --> RetireStacks: failed
  AfterTraffic --> UnfenceRegion
  Serving --> [*]
  ServingDegraded --> [*]
  Joined --> [*]
  Refused --> [*]
  HandedToOperator --> [*]
"
`);
  });

  it('shows the switchover', () => {
    expect(`\n${drawingOf(switchover)}\n`).toMatchInlineSnapshot(`
"
stateDiagram-v2
  [*] --> AdmitRun
  AdmitRun --> ConfirmActive
  AdmitRun --> UnfenceRegion: failed
  ConfirmActive --> CheckReadiness
  ConfirmActive --> UnfenceRegion: failed
  UnfenceRegion --> RetireStacks
  UnfenceRegion --> RetireStacks: failed
  CheckReadiness --> DeployStacks
  CheckReadiness --> UnfenceRegion: failed
  RetireStacks --> CloseRun
  RetireStacks --> CloseRun: failed
  DeployStacks --> ProveStacks
  DeployStacks --> UnfenceRegion: failed
  CloseRun --> Ending
  CloseRun --> Ending: failed
  ProveStacks --> AuthorizePromotion
  ProveStacks --> UnfenceRegion: failed
  Ending --> Serving: nothing failed
  Ending --> ServingDegraded: every failure is in AnnounceRegion, SettleTraffic, AfterTraffic, UnfenceRegion, RetireStacks or CloseRun
  Ending --> Joined: the first failure is joined
  Ending --> Refused: the first failure is refused in AdmitRun, ConfirmActive or CheckReadiness
  Ending --> HandedToOperator: otherwise
  AuthorizePromotion --> BeforePromotion
  AuthorizePromotion --> UnfenceRegion: failed
  BeforePromotion --> FenceRegion
  BeforePromotion --> UnfenceRegion: failed
  FenceRegion --> PromoteDatabase
  FenceRegion --> UnfenceRegion: failed
  PromoteDatabase --> AfterPromotion
  PromoteDatabase --> UnfenceRegion: failed
  AfterPromotion --> RunCanaries
  AfterPromotion --> UnfenceRegion: failed
  RunCanaries --> BeforeTraffic
  RunCanaries --> UnfenceRegion: failed
  BeforeTraffic --> ShiftTraffic
  BeforeTraffic --> UnfenceRegion: failed
  ShiftTraffic --> VerifyTraffic
  ShiftTraffic --> UnfenceRegion: failed
  VerifyTraffic --> AnnounceRegion
  VerifyTraffic --> UnfenceRegion: failed
  AnnounceRegion --> SettleTraffic
  AnnounceRegion --> UnfenceRegion: failed
  SettleTraffic --> AfterTraffic
  SettleTraffic --> UnfenceRegion: failed
  AfterTraffic --> UnfenceRegion
  AfterTraffic --> UnfenceRegion: failed
  Serving --> [*]
  ServingDegraded --> [*]
  Joined --> [*]
  Refused --> [*]
  HandedToOperator --> [*]
"
`);
  });

  it('shows settling', () => {
    expect(`\n${drawingOf(settle)}\n`).toMatchInlineSnapshot(`
"
stateDiagram-v2
  [*] --> AdmitRun
  AdmitRun --> UnfenceRegion
  AdmitRun --> CloseRun: failed
  UnfenceRegion --> SettleTraffic
  UnfenceRegion --> CloseRun: failed
  CloseRun --> Ending
  CloseRun --> Ending: failed
  SettleTraffic --> CloseRun
  SettleTraffic --> CloseRun: failed
  Ending --> Settled: nothing failed
  Ending --> Joined: the first failure is joined
  Ending --> Refused: the first failure is refused in AdmitRun
  Ending --> HandedToOperator: otherwise
  Settled --> [*]
  Joined --> [*]
  Refused --> [*]
  HandedToOperator --> [*]
"
`);
  });
});
