import { HERE, LOST, NOW, plan } from '../../../test/fixtures';
import * as domain from '../../domain/calls';
import { sha256Of } from '../../domain/canonical-json';
import { checkedFrom } from './checked-region';

jest.mock('../../domain/calls', () => ({ ...jest.requireActual('../../domain/calls'), failoverCalls: jest.fn() }));

/** No plan has such a call; should one ever be written, its Region is all that answers it. */
const calling = (service: string): domain.AwsCall => ({
  step: 'ConfirmOutage',
  service,
  operation: 'Describe',
  region: LOST,
  resources: ['*'],
  rights: [],
});
const readiness = { at: NOW, runId: 'run', problems: [] as string[], planSha256: sha256Of(plan), activeRegion: LOST };
const checked = (service: string, problems: string[] = []) => {
  jest.mocked(domain.failoverCalls).mockReturnValue([calling(service)]);
  const known = { readiness: { ...readiness, problems }, problems: [], timings: {} };
  return checkedFrom({ plan, region: HERE, active: LOST }, known);
};

test('a Region is not ready where a failover calls what the lost Region alone answers', () => {
  const { ready, problems, selfAudit } = checked('cloudwatch');
  expect([ready, problems]).toEqual([false, selfAudit]);
  expect(problems).toEqual([expect.stringContaining('ConfirmOutage calls cloudwatch:Describe')]);
});

test('what the check there has said already is said once', () => {
  const [said = ''] = checked('cloudwatch').problems;
  expect(checked('cloudwatch', [said, 'no image']).problems).toEqual([said, 'no image']);
});

test('what the plan has chosen is told, and is no problem', () => {
  const { ready, selfAudit } = checked('route53');
  expect([ready, selfAudit.length]).toEqual([true, 1]);
});
