import { isTouch, isTouchName, TOUCH, touchedIn, touchNameOf } from './touch';

test('a touch is told by its state: the step that it is for', () => {
  expect(touchNameOf({ name: 'PromoteDatabase' })).toBe('PromoteDatabase: touch');
  expect(touchedIn('PromoteDatabase: touch')).toBe('PromoteDatabase');
  for (const state of ['PromoteDatabase', 'PromoteDatabase: wait', 'touch PromoteDatabase']) {
    expect(touchedIn(state)).toBeUndefined();
  }
});

test.each([
  ['PromoteDatabase: touch', true],
  ['PromoteDatabase: not touched', true],
  ['touch PromoteDatabase', true],
  ['touch PromoteDatabase: branch ended', true],
  ['PromoteDatabase', false],
  ['PromoteDatabase: done?', false],
  ['AdmitRun beside touch ConfirmOutage', false],
  ['AdmitRun beside touch ConfirmOutage: all well?', false],
])('the state %s is there for touches alone: %s', (state, expected) => {
  expect(isTouchName(state)).toBe(expected);
});

test('what is invoked with is a touch, as JSON too', () => {
  expect(isTouch(TOUCH)).toBe(true);
  expect(isTouch(JSON.parse(JSON.stringify(TOUCH)))).toBe(true);
});
