import { decideAt } from '../../edge/hooks/moves';

export const decide = decideAt('beforeTraffic');
