import { closingRuns } from '../../../lib/domain/permissions';
import { defineTrigger } from '../../../lib/domain/trigger';

export const onRunEnded = defineTrigger({
  name: 'OnRunEnded',
  purpose: 'A run that ended without closing is recorded, told about, and no longer holds the lock.',
  timeoutSeconds: 30,
  permissions: closingRuns,
});
