/** How text is to stand out; each function gives the text back, dressed or bare. */
export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const bare = (text: string): string => text;

/** Text as it is: for files, pipes and NO_COLOR. */
export const PLAIN: Style = { good: bare, bad: bare, warn: bare, dim: bare, bold: bare };
