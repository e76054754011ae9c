/** Seconds from one moment to another, both ISO 8601; negative where the second comes first. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;
