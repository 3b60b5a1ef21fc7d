import { createCursor, type Cursor } from '../../../lib/rust/cursor.js';
import type { FunctionFact, Region } from '../../../lib/rust/facts.js';
import { regionAt } from '../../../lib/rust/finish.js';
import { createTokens, lex } from '../../../lib/rust/lexer.js';
import { matchDelimiters } from '../../../lib/rust/pairs.js';
import type { Crate, Unit, Workspace } from '../crate.js';
import { attributeSkips, fileFeatures, moduleSkips } from './attributes.js';
import { readBody, type BodyFacts, type Call } from './body.js';
import { silentBranches, type Branch } from './branches.js';
import { constantAssertions, droppedPanics, skipResults, zeroExits } from './expressions.js';
import type { Skip } from './family.js';
import { judgeReturn, type Helpers } from './returns.js';
import { asksEnvironment, textOf } from './text.js';

/** A skip with the file it stands in. */
export type UnitSkip = Skip & { readonly unit: Unit };

/** A function or macro of the crate that a test may call. */
interface Helper {
  readonly unit: Unit;
  readonly name: string;
  readonly open: number;
  readonly macro: boolean;
  /** It gives back nothing (or `Result<(), _>`), so its early return is no answer. */
  readonly givesNothing: boolean;
}

/** Ways out of the tests of one crate. */
export const findSilentSkips = (crate: Crate, workspace: Workspace): readonly UnitSkip[] => {
  if (!crate.units.some(({ facts }) => facts.functions.some(({ test }) => test))) return [];
  const cursors = new Map<Unit, Cursor>();
  const cursorOf = (unit: Unit): Cursor => {
    let cursor = cursors.get(unit);
    if (cursor === undefined) {
      const { source, tokenCount } = unit;
      const tokens = lex(source, workspace.names, createTokens(source, tokenCount));
      matchDelimiters(tokens);
      cursors.set(unit, (cursor = createCursor(tokens, workspace.names)));
    }
    return cursor;
  };
  const index = indexHelpers(crate, cursorOf);
  const bodies = new Map<Helper, BodyFacts>();
  const bodyOf = (helper: Helper): BodyFacts => {
    let body = bodies.get(helper);
    if (body === undefined) bodies.set(helper, (body = readBody(cursorOf(helper.unit), helper.open)));
    return body;
  };
  const found: UnitSkip[] = [];
  const visited = new Set<Helper>();

  const pick = (name: string, from: Unit, kind: Call['kind']): Helper | undefined => {
    const named = index.get(name)?.filter(({ macro }) => macro === (kind === 'macro'));
    if (named === undefined || (kind === 'method' && named.length !== 1)) return undefined;
    return named.find(({ unit }) => unit === from) ?? named[0];
  };

  const helpersFor = (unit: Unit): Helpers => {
    const ask = (name: string, question: (helper: Helper) => boolean): boolean => {
      const helper = pick(name, unit, 'function') ?? pick(name, unit, 'macro');
      return helper !== undefined && question(helper);
    };
    return {
      asks: (name) =>
        ask(name, (helper) =>
          asksEnvironment(textOf(cursorOf(helper.unit), helper.open, bodyOf(helper).close)),
        ),
      asserts: (name) => ask(name, (helper) => bodyOf(helper).assertions.length > 0),
    };
  };

  const add = (unit: Unit, within: string, branches: readonly Branch[], test?: string): void => {
    const { start, end } = cursorOf(unit).tokens;
    for (const { family, at } of branches)
      found.push({
        unit,
        family,
        within,
        start: start[at] as number,
        end: end[at] as number,
        ...(test === undefined ? {} : { test }),
      });
  };

  const judge = (unit: Unit, body: BodyFacts, helper: Helper | undefined): readonly Branch[] => {
    const c = cursorOf(unit);
    const helpers = helpersFor(unit);
    const isHelper = helper !== undefined && !helper.macro;
    const returns =
      isHelper && !helper.givesNothing
        ? []
        : body.returns.flatMap((at): readonly Branch[] => {
            const family = judgeReturn(c, body, at, helpers, helper !== undefined);
            if (family === undefined) return [];
            if (
              isHelper &&
              family !== 'environment-check' &&
              family !== 'printed-skip' &&
              body.assertions.length === 0
            )
              return [];
            return [{ family, at }];
          });
    const branches = isHelper && body.assertions.length === 0 ? [] : silentBranches(c, body, helpers);
    return [
      ...returns,
      ...branches,
      ...zeroExits(c, body),
      ...droppedPanics(c, body),
      ...constantAssertions(c, body),
    ];
  };

  for (const unit of crate.units) {
    const tests = unit.facts.functions.filter(({ test, body }) => test && body !== -1);
    if (tests.length === 0) continue;
    const c = cursorOf(unit);
    const features = new Set([...crate.features, ...fileFeatures(c, unit.facts)]);
    for (const branch of moduleSkips(c, unit.facts, features)) add(unit, branch.within, [branch]);
    for (const branch of skipResults(c, 0, c.tokens.count))
      add(unit, functionAt(unit, branch.at, c), [branch]);
    for (const test of tests) {
      add(unit, test.name, attributeSkips(c, test, features));
      if (c.pair(test.body) === test.body + 1) {
        add(unit, test.name, [{ family: 'empty-test', at: test.nameToken }]);
        continue;
      }
      const body = readBody(c, test.body);
      const generated = regionAt(unit.facts, test.nameToken)?.name === 'proptest';
      add(
        unit,
        test.name,
        judge(unit, body, undefined).filter(({ family }) => !generated || family !== 'early-return'),
      );
      for (const call of body.calls) {
        const helper = pick(call.name, unit, call.kind);
        if (helper === undefined || visited.has(helper)) continue;
        visited.add(helper);
        add(helper.unit, helper.name, judge(helper.unit, bodyOf(helper), helper), test.name);
        if (!crateHasTests(helper.unit))
          add(
            helper.unit,
            helper.name,
            skipResults(cursorOf(helper.unit), helper.open, bodyOf(helper).close),
            test.name,
          );
      }
    }
  }
  return found;
};

/** Name of the innermost function around a token, or `file`. */
const functionAt = (unit: Unit, at: number, c: Cursor): string =>
  unit.facts.functions.findLast(({ body }) => body !== -1 && body < at && c.pair(body) > at)?.name ?? 'file';

const crateHasTests = (unit: Unit): boolean => unit.facts.functions.some(({ test }) => test);

/** Functions and macros of a crate by name, tests left out. */
const indexHelpers = (
  crate: Crate,
  cursorOf: (unit: Unit) => Cursor,
): ReadonlyMap<string, readonly Helper[]> => {
  const index = new Map<string, Helper[]>();
  const add = (helper: Helper): void => {
    const known = index.get(helper.name);
    if (known === undefined) index.set(helper.name, [helper]);
    else known.push(helper);
  };
  for (const unit of crate.units) {
    for (const fact of unit.facts.functions)
      if (!fact.test && fact.body !== -1)
        add({
          unit,
          name: fact.name,
          open: fact.body,
          macro: false,
          get givesNothing() {
            return returnsNothing(cursorOf(unit), fact);
          },
        });
    for (const region of unit.facts.regions) if (region.kind === 'rules') add(macroHelper(unit, region));
  }
  return index;
};

const macroHelper = (unit: Unit, region: Region): Helper => ({
  unit,
  name: region.name,
  open: region.open,
  macro: true,
  givesNothing: true,
});

/** The function has no return type, or `Result<(), …>`. */
const returnsNothing = (c: Cursor, fact: FunctionFact): boolean => {
  const signature = textOf(c, fact.nameToken, fact.body);
  const arrow = signature.lastIndexOf('- >');
  if (arrow === -1) return true;
  return /^- > (\( \)|[\w: ]*Result < \( \))/.test(signature.slice(arrow));
};
