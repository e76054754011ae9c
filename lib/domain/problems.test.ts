import { problemsIn, problemsSentence } from './problems';

test('problems are read again from their sentence', () => {
  const problems = ['one: two', 'three; four', 'five'];
  expect(problemsIn(problemsSentence('not ready', problems))).toEqual(problems);
});

test('a single problem keeps what stands before it', () => {
  expect(problemsIn(problemsSentence('not ready', ['one']))).toEqual(['not ready: one']);
});

test('a sentence that holds no list is one problem', () => {
  expect(problemsIn('not done after 180 s: cannot look')).toEqual(['not done after 180 s: cannot look']);
});

test('a mark from outside makes no second problem', () => {
  expect(problemsIn(problemsSentence('not ready', ['a • b', 'c']))).toEqual(['a b', 'c']);
});
