import { HERE, inputFor, LOST } from '../../../test/fixtures';
import { answered, silent } from '../../../test/standby';
import type { NameAnswer } from '../../edge/dns';
import { judgeRecords } from './judge-records';
import { checkReadiness } from './step';

const THIRD = 'eu-west-1';
const input = { ...inputFor(checkReadiness), replaced: LOST, isActive: false };

/** Eight of a large load balancer's addresses, beginning with this one. */
const eight = (network: string, first: number) =>
  answered(...Array.from({ length: 8 }, (_, index) => `${network}.0.${first + index}`));

const judged = (answer: NameAnswer, third: NameAnswer = answered('52.3.0.1')) =>
  judgeRecords(
    [
      {
        name: 'orders.example.com',
        type: 'A',
        answer,
        here: eight('52.2', 1),
        lost: { region: LOST, answer: eight('52.1', 1) },
        others: [{ region: THIRD, answer: third }],
        notPublic: [],
      },
    ],
    input,
  );

const open = (sentence: string) => ({ problems: [], open: [expect.stringContaining(sentence)], holds: [] });

test.each<[string, NameAnswer, object]>([
  ['holds when only one of eight addresses is one of the lost Region', eight('52.1', 8), { problems: [], open: [] }],
  ['is open when another eight of them are answered', eight('52.1', 9), open('expected 52.1.0.1')],
  [
    'holds when one of eight addresses is one of here',
    eight('52.2', 8),
    { holds: [`orders.example.com A is answered with ${HERE} already`] },
  ],
  [
    'is open when both Regions are answered',
    answered('52.1.0.1', '52.2.0.1'),
    open(`answered with both ${LOST} and ${HERE}`),
  ],
  [
    'is open when another Region of the plan is answered too',
    answered('52.1.0.1', '52.3.0.1'),
    open(`answered with both ${LOST} and ${THIRD}`),
  ],
  ['is open when only another Region of the plan is answered', answered('52.3.0.1'), open('with 52.3.0.1; expected')],
])('a public name %s', (_, answer, finding) => {
  expect(judged(answer)).toMatchObject(finding);
});

test('another Region whose own name cannot be asked stops nothing', () => {
  expect(judged(answered('52.1.0.1'), silent)).toMatchObject({ problems: [], open: [] });
});
