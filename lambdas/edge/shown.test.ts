import { shownBody, shownLocation, shownRegion, shownRelease } from './shown';

test.each([
  ['eu-central-2', 'eu-central-2'],
  ['eu-west-11', 'something that is no Region'],
  ['', 'something that is no Region'],
])('of the Region %j is shown %s', (name, shown) => {
  expect(shownRegion(name)).toBe(shown);
});

test.each([
  ['r-0', 'r-0'],
  ['r-3f2a1b', 'r-3f2a1b'],
  [`r-${'f'.repeat(17)}`, 'something that is no release'],
  ['r-secret', 'something that is no release'],
])('of the release %j is shown %s', (id, shown) => {
  expect(shownRelease(id)).toBe(shown);
});

test.each([
  ['', 'nothing'],
  ['tea', '3 bytes that are no JSON'],
  ['{"password":"x"}', '16 bytes of JSON'],
  ['ü', '2 bytes that are no JSON'],
  ['x'.repeat(2400), '2.4 kB that are no JSON'],
])('of a body is shown how much it is: %#', (body, shown) => {
  expect(shownBody(body)).toBe(shown);
});

test.each([
  [undefined, 'no location'],
  ['https://login.example.com', 'https://login.example.com/'],
  ['https://login.example.com/', 'https://login.example.com/'],
  ['https://login.example.com:8443/a', 'https://login.example.com:8443/…'],
  ['https://login.example.com/?token=x', 'https://login.example.com/…'],
  ['https://login.example.com/#x', 'https://login.example.com/…'],
  ['https://user:password@login.example.com/', 'https://login.example.com/'],
  ['/sign-in?token=x', 'another path'],
  ['data:text/plain,x', 'something with data:'],
])('of the location %j is shown %s', (location, shown) => {
  expect(shownLocation(location)).toBe(shown);
});
