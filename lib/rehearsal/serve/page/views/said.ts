import { VERBS } from '../../../../domain/verbs';

const RUN = new RegExp(`arn:[\\w-]+:states:([\\w-]+):\\d+:execution:[\\w-]+?-(${VERBS.join('|')}):[\\w-]+`, 'g');

/** A sentence for the eye: a run by verb and Region instead of its ARN. */
export const readable = (because: string): string => because.replace(RUN, 'the $2 of $1');
