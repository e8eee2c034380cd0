/** The lists of what a city should have, and the table of visits. */
export const normParts = ['venues', 'lacking', 'floor', 'days', 'hours', 'usage'] as const;
export type NormPart = (typeof normParts)[number];
