/** Titles of criteria beyond the 24. A test may name one that is not here: then its id is its title. */
const TITLES: Readonly<Record<string, string>> = {};

/** Title of an `X-…` criterion: the one declared here, or words made of the id itself. */
export const beyondTitle = (id: string): string =>
  TITLES[id] ?? id.replace(/^X-/, '').replaceAll('-', ' ').toLowerCase();
