/** How many tests libtest says it ran: the numbers of its closing `test result:` line. */
export interface LibtestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
  readonly filteredOut: number;
}

/** One test as libtest reported it. */
export interface LibtestReport {
  readonly name: string;
  readonly result: 'ok' | 'failed' | 'ignored';
}

const RESULT =
  /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; \d+ measured; (\d+) filtered out(?:; finished in [\d.]+s)?$/;

/**
 * Reads the end of a test process's standard output. Only the very last line that is not empty counts:
 * libtest prints its result after the test has returned, so what the test printed comes before it.
 */
export const parseCounts = (tail: string): LibtestCounts | undefined => {
  const last = tail.trimEnd().split('\n').at(-1)?.trimEnd() ?? '';
  const found = RESULT.exec(last);
  if (found === null) return undefined;
  const [passed = 0, failed = 0, ignored = 0, filteredOut = 0] = found.slice(1).map(Number);
  return { passed, failed, ignored, filteredOut };
};

/**
 * Reads what libtest wrote with `--logfile` about a process that was to run the one test `name`: `ok NAME`, `failed NAME`,
 * `failed: MESSAGE NAME` (the message may have lines of its own) or `ignored…`. The file is apart from the test's own output, so nothing a
 * test prints can look like it, and a process that leaves before its test has returned leaves it empty.
 */
export const parseLogfile = (content: string, name: string): readonly LibtestReport[] => {
  const text = content.trimEnd();
  if (text === `ok ${name}`) return [{ name, result: 'ok' }];
  const bad = (['failed', 'ignored'] as const).find((word) => text.startsWith(word));
  if (bad !== undefined && text.endsWith(` ${name}`)) return [{ name, result: bad }];
  return text.split('\n').flatMap((line) => {
    const [, result, other] = /^(ok|failed|ignored)\b.*? (\S+)$/.exec(line) ?? [];
    return other === undefined ? [] : [{ name: other, result: result as LibtestReport['result'] }];
  });
};

/** Reads `--list --format terse`: the names of the tests, and lines that are neither a test nor empty. */
export const parseList = (
  output: string,
): { readonly tests: readonly string[]; readonly other: readonly string[] } => {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const nameOf = (line: string): string | undefined => /^(\S+): test$/.exec(line)?.[1];
  return {
    tests: lines.flatMap((line) => nameOf(line) ?? []),
    other: lines.filter((line) => nameOf(line) === undefined),
  };
};
