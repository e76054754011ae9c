import { type RunDocument, StepRecord } from './run';

export interface StepInRun {
  /** The step's name: PromoteDatabase. */
  readonly name: string;
  readonly record: StepRecord;
}

/** What the steps of a run have left in it, in the order in which they first looked. */
export function stepsIn(document: RunDocument): StepInRun[] {
  return Object.entries(document)
    .flatMap(([key, value]) => {
      const { data: record } = StepRecord.safeParse(value);
      return record ? [{ name: key.charAt(0).toUpperCase() + key.slice(1), record }] : [];
    })
    .sort((a, b) => Date.parse(a.record.firstLookAt) - Date.parse(b.record.firstLookAt));
}

/** Whole seconds that each step has taken which is done, from its first look to what it said last. */
export const stepSecondsIn = (document: RunDocument): Readonly<Record<string, number>> =>
  Object.fromEntries(
    stepsIn(document).flatMap(({ name, record: { status, firstLookAt, said } }) => {
      const last = said.at(-1)?.at;
      if (status !== 'done' || last === undefined) return [];
      return [[name, Math.max(0, Math.round((Date.parse(last) - Date.parse(firstLookAt)) / 1000))]];
    }),
  );
