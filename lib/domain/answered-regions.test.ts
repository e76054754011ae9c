import { answeredRegions } from './answered-regions';

const own = [
  { region: 'east', addresses: ['52.1.0.1', '52.1.0.2', '52.0.0.1'] },
  { region: 'west', addresses: ['52.2.0.1', '52.2.0.2', '52.0.0.1'] },
  { region: 'south', addresses: [] },
];

test.each<[string, string[], string[]]>([
  ['one Region by all its addresses', ['52.1.0.1', '52.1.0.2'], ['east']],
  ['one Region by one address', ['52.2.0.2'], ['west']],
  [
    'one Region by one address beside others of it that its own name did not give now',
    ['52.2.0.2', '52.2.0.9'],
    ['west'],
  ],
  ['two Regions by an address of each', ['52.1.0.1', '52.2.0.1'], ['east', 'west']],
  ['the Region that owns everything, when another owns a part', ['52.2.0.1', '52.0.0.1'], ['west']],
  ['the first Region when all is shared', ['52.0.0.1'], ['east']],
  ['no Region by addresses nobody owns', ['52.9.0.1'], []],
  ['no Region by no address', [], []],
])('an answer leads to %s', (_, answered, regions) => {
  expect(answeredRegions(answered, own)).toEqual(regions);
});
