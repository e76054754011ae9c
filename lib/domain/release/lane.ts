/** Which names and parameters a release is deployed with: a drill's never stand beside those that serve users. */
export type Lane = 'live' | 'drill';

export const LANES: readonly Lane[] = ['live', 'drill'];

/** @param verb of the run that deploys */
export const laneOf = (verb: string): Lane => (verb === 'drill' ? 'drill' : 'live');
