import type { Cause } from '../../lib/core/cause.js';
import { UNSUPPORTED } from '../criteria/own-causes.js';
import type { Pruned } from './prune.js';

const MISSING = /cannot find (?:function|macro|value)[^`]*`(\w+)`|no method named `(\w+)`/;

/** An error about the subject's own types begins it, also where a function of that name was cut out elsewhere. */
const OF_SUBJECT = /`[^`]*TcpDpdk\w*[^`]*`/;

/** The error that began it: a function that was cut out is missing where it is called. */
const origin = (found: Pruned, all: readonly Pruned[]): Pruned => {
  const seen = new Set([found]);
  for (const at of seen) {
    if (OF_SUBJECT.test(at.error.message)) return at;
    const [, plain, method] = MISSING.exec(at.error.message) ?? [];
    const next = all.find(({ name }) => name === (plain ?? method));
    if (next !== undefined) seen.add(next);
  }
  return [...seen].at(-1) ?? found;
};

/**
 * Why a test is not supported, or undefined when it is. `pruned` is what was cut out of the suites' sources, by file; `folder` is the one
 * of the test's suite in the same tree.
 */
export const unsupportedCause = (
  test: { readonly name: string },
  folder: string,
  pruned: ReadonlyMap<string, readonly Pruned[]>,
): Cause | undefined => {
  const name = test.name.split('::').at(-1);
  const own = [...pruned].filter(([file]) => file.startsWith(`${folder}/`)).flatMap(([, list]) => list);
  const found = own.find((one) => one.name === name);
  if (found === undefined) return undefined;
  const first = origin(found, [...pruned.values()].flat());
  return {
    id: UNSUPPORTED,
    seen: `${first.error.message}${first === found ? '' : ` (in ${first.name}, which it needs)`}`,
    expected: 'a subject with the interface of tokio that the test uses',
    fix: 'add what is missing to the subject',
  };
};
