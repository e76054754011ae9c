import { plan, planWith } from '../../../test/fixtures';
import { failoverRecords } from './records';
import { differencesFrom, type ListedCheck, type ListedRecord, settlementIn, shownDifferences, swapOf } from './zone';

const settled = { epoch: 101, serial: 2, active: 'us-west-2', attached: ['us-east-1', 'us-west-2'] };
const checks: ListedCheck[] = ['check-1', 'check-2'].map((id) => ({ id, reference: `orders/${id}`, calculated: true }));

/** As Route 53 lists what was created: with a final dot. */
const listing = (settlement = settled): ListedRecord[] =>
  failoverRecords(plan, settlement, ([region]) => (region === 'us-east-1' ? 'check-1' : 'check-2')).map(
    ({ AliasTarget, ...record }) => ({
      ...record,
      Name: `${record.Name}.`,
      ...(AliasTarget && { AliasTarget: { ...AliasTarget, DNSName: `${AliasTarget.DNSName}.` }, ResourceRecords: [] }),
    }),
  );
const edited = (at: number, change: object) =>
  listing().map((record, index) => (index === at ? { ...record, ...change } : record));
const differences = (records: readonly ListedRecord[]) => differencesFrom(plan, settled, { records, checks });

describe('the zone', () => {
  test('does not differ from what was settled, whichever of our checks it carries', () => {
    expect(differences(listing())).toEqual([]);
    expect(differences(edited(0, { HealthCheckId: 'check-2' }))).toEqual([]);
  });

  test.each<[string, readonly ListedRecord[]]>([
    ['a check that is not ours', edited(0, { HealthCheckId: 'theirs' })],
    ['a check that was taken away', edited(0, { HealthCheckId: undefined })],
    ['another target', edited(1, { AliasTarget: { DNSName: 'elsewhere.example.com.' } })],
    ['a member that we never write', edited(0, { Weight: 10 })],
    ['another epoch', edited(2, { ResourceRecords: [{ Value: '"epoch=1 serial=1 active=x attached="' }] })],
    ['a record that is missing', listing().slice(1)],
    ['a record that is more', [...listing(), { ...listing()[0], SetIdentifier: 'eu-west-1' }]],
  ])('differs by %s', (_, records) => {
    expect(differences(records)).toHaveLength(1);
  });

  test('shows both values', () => {
    const [difference] = differences(edited(0, { HealthCheckId: 'theirs' }));
    const shown = shownDifferences(difference ? [difference] : []);
    expect(shown).toContain('"HealthCheckId":"theirs"');
    expect(shown).toContain('expected {"AliasTarget"');
    expect(shownDifferences(differences(listing().slice(1)))).toContain('found no record, expected');
  });

  test('holds the settlement that its TXT records say', () => {
    expect(settlementIn(plan, listing())).toEqual(settled);
  });

  test('holds none while a TXT record is missing, is no settlement, or another name says another one', () => {
    const names = ['orders.example.com', 'shop.example.com'];
    const records = names.map((name) => ({ name, type: 'A' as const, perRegion: `{region}.${name}` }));
    const both = planWith({ traffic: { ...plan.traffic, records } });
    const texts = failoverRecords(both, settled, () => '').filter(({ Type }) => Type === 'TXT');
    expect(settlementIn(both, texts)).toEqual(settled);
    expect(settlementIn(both, texts.slice(1))).toBeUndefined();
    expect(
      settlementIn(plan, edited(2, { ResourceRecords: [{ Value: '"epoch=0 active=us-east-1"' }] })),
    ).toBeUndefined();
    const later = failoverRecords(both, { ...settled, serial: 3 }, () => '').filter(({ Type }) => Type === 'TXT');
    expect(settlementIn(both, [...texts.slice(0, 1), ...later.slice(1)])).toBeUndefined();
  });

  test('is changed by deleting exactly what was read', () => {
    const [old = {}] = listing();
    expect(swapOf([old], [])).toEqual([{ Action: 'DELETE', ResourceRecordSet: old }]);
  });
});
