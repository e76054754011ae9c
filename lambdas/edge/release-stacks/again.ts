import type { Input } from './seen';

/** What a person does once the cause is mended. */
export const again = ({ run }: Pick<Input, 'run'>): string => `start the ${run.verb} again`;
