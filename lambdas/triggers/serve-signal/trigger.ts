import { readingClaim } from '../../../lib/domain/permissions';
import { defineTrigger } from '../../../lib/domain/trigger';

export const serveSignal = defineTrigger({
  name: 'ServeSignal',
  purpose: 'The health checks of the other Regions can read whether this Region claims the traffic.',
  timeoutSeconds: 5,
  isAlwaysBusy: true,
  permissions: (place) => [readingClaim(place)],
});
