import { patientClock } from '../../test/patient-clock';
import { inTime } from './in-time';
import { isTransient } from './transient';

const after = async (milliseconds: number, clock = patientClock()) => {
  const read = clock.sleep(milliseconds).then(() => 'read');
  return { clock, answer: inTime(clock, 500, read).catch((error: unknown) => error) };
};

test('a read that comes in time is what was read', async () => {
  const { answer } = await after(499);
  expect(await answer).toBe('read');
});

test('one that does not is like any other that timed out', async () => {
  const { clock, answer } = await after(501);
  const error = await answer;
  expect(error).toMatchObject({ name: 'TimeoutError', message: 'no answer within 500 ms' });
  expect(isTransient(error)).toBe(true);
  expect(clock.now()).toBe(500);
});

test('one that fails fails at once', async () => {
  const clock = patientClock();
  await expect(inTime(clock, 500, Promise.reject(new Error('denied')))).rejects.toThrow('denied');
  expect(clock.now()).toBe(0);
});
