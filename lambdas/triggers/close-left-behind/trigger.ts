import { closingRuns, lockingElsewhere } from '../../../lib/domain/permissions';
import { defineTrigger } from '../../../lib/domain/trigger';

/** Almost always it reads one item and ends; closing a run is a handful of calls, and nobody waits for them. */
const MEMORY_MEGABYTES = 256;

export const closeLeftBehind = defineTrigger({
  name: 'CloseLeftBehind',
  purpose: 'Each minute a lock whose run is dead, and can have no call under way, is given back, and its run closed.',
  timeoutSeconds: 30,
  isAlwaysBusy: true,
  memoryMegabytes: MEMORY_MEGABYTES,
  // What a planned run of another Region left here is freed by what that Region's lock says.
  permissions: (place) => [...closingRuns(place), lockingElsewhere(place, ['dynamodb:GetItem'])],
});
