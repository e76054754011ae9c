import { recordOf } from '../../test/dead-run';
import { HERE, plan } from '../../test/fixtures';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../domain/evidence';
import { namesOf } from '../domain/names';
import { stackLinesOf, stacksLeftBy } from './left-behind-stacks';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const created = (...stackNames: string[]) =>
  recordOf('called', 'DeployStacks', { act: { stacks: stackNames.map((stackName) => ({ stackName })) } });
/** As versions before wrote it down that sent one stack at a time. */
const createdBefore = (stackName: string) => recordOf('called', 'DeployStacks', { act: { stackName } });
const recorded = (entries: readonly EvidenceEntry[]): EvidenceRecord[] => {
  const records: EvidenceRecord[] = [];
  for (const entry of entries) records.push(chained(records.at(-1), entry));
  return records;
};
const both = [created('data'), created('web'), created('data')];

describe('A run that could not end by itself may have left', () => {
  test.each<[string, EvidenceEntry[], string[]]>([
    ['what it was about to create, the last one first', both, ['web', 'data']],
    ['also where one act is of both', [created('data', 'web')], ['web', 'data']],
    ['also where it is of an earlier version', [createdBefore('data'), createdBefore('web')], ['web', 'data']],
    ['also while it was retiring', [...both, recordOf('called', 'RetireStacks')], ['web', 'data']],
    ['nothing once it had retired', [...both, recordOf('decided', 'RetireStacks')], []],
    ['nothing that may serve, once its promotion was sent', [...both, recordOf('called', 'PromoteDatabase')], []],
    ['or the writer was here already', [...both, recordOf('decided', 'PromoteDatabase')], []],
    ['or it had claimed the traffic', [...both, recordOf('called', 'ShiftTraffic')], []],
    ['nothing where a record names no stack', [recordOf('called', 'DeployStacks')], []],
    [
      'nothing where it called nothing',
      [recordOf('decided', 'DeployStacks', { act: { stacks: [{ stackName: 'web' }] } })],
      [],
    ],
  ])('%s', (_, entries, expected) => {
    expect(stacksLeftBy(recorded(entries))).toEqual(expected);
  });
});

describe('People are told', () => {
  test('the command for each', () => {
    expect(stackLinesOf(place, recorded(both)).slice(3)).toEqual([
      '  aws cloudformation delete-stack --region us-west-2 --stack-name web --role-arn ' +
        'arn:aws:iam::111122223333:role/orders-release-us-west-2',
      '  aws cloudformation delete-stack --region us-west-2 --stack-name data --role-arn ' +
        'arn:aws:iam::111122223333:role/orders-release-us-west-2',
    ]);
  });

  test('nothing where there is nothing, or nobody can tell', () => {
    expect(stackLinesOf(place, [])).toEqual([]);
    expect(stackLinesOf(place, undefined)).toEqual([]);
  });

  test.each([
    [20, 23, undefined],
    [21, 24, '  and 1 more'],
  ])('at most 20 commands of %d', (count, lines, last) => {
    const told = stackLinesOf(place, recorded(Array.from({ length: count }, (_, index) => created(`s${index}`))));
    expect(told).toHaveLength(lines);
    if (last) expect(told.at(-1)).toBe(last);
  });
});
