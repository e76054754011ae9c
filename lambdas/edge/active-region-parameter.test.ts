import { namesOf } from '../../lib/domain/names';
import { announcingWorld, denied } from '../../test/announcing-world';
import { HERE, LOST, plan } from '../../test/fixtures';
import { putAnnouncement } from './active-region-event';
import { activeRegionParameter } from './active-region-parameter';

function parameterIn(region = HERE) {
  const world = announcingWorld();
  return { world, parameter: activeRegionParameter(world.ssmIn(region), namesOf(plan, region)) };
}

test('a parameter that is not there says nothing', async () => {
  const { parameter } = parameterIn();
  expect(await parameter.value()).toBeUndefined();
  expect(await parameter.read()).toBeUndefined();
});

test('what is written is read again, with its epoch, from the newest of many versions', async () => {
  const { world, parameter } = parameterIn();
  for (const epoch of [101, 201, 301]) world.says(HERE, LOST, epoch);
  await parameter.write({ plan: 'orders', activeRegion: HERE, epoch: 402 });
  expect(await parameter.value()).toBe(HERE);
  expect(await parameter.read()).toEqual({ activeRegion: HERE, epoch: 402 });
});

test('a value that somebody else wrote has no epoch', async () => {
  const { world, parameter } = parameterIn();
  world.says(HERE, 'somewhere');
  expect(await parameter.read()).toEqual({ activeRegion: 'somewhere', epoch: 0 });
});

test('an error that is no absence is thrown', async () => {
  const { world, parameter } = parameterIn();
  world.errors[`get ${HERE}`] = denied;
  world.errors[`history ${HERE}`] = denied;
  await expect(parameter.value()).rejects.toThrow('not authorized');
  await expect(parameter.read()).rejects.toThrow('not authorized');
});

test('an event that the bus did not take is an error, though the call succeeded', async () => {
  const world = announcingWorld();
  world.busErrorCode = 'ThrottlingException';
  const put = putAnnouncement(world.eventsIn(HERE), { plan: 'orders', activeRegion: HERE, epoch: 101 });
  await expect(put).rejects.toMatchObject({ name: 'ThrottlingException', message: 'try again' });
});
