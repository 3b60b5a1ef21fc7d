import type { RunRecord } from '../../record/record.js';

/**
 * Why what a test reached cannot be taken for the Internet; undefined when every target proved to be itself through the port. That somebody
 * accepted a connection and answered says nothing: a captive portal or a stand-in does so as well.
 */
export const notItself = ({ internet }: RunRecord): string | undefined => {
  const targets = internet.flatMap((look) => look.targets);
  const wrong = targets.filter(({ name }) => name === undefined);
  if (targets.length === 0)
    return 'nobody asked through the port whether the targets of the Internet are themselves';
  return wrong.length === 0
    ? undefined
    : `who answered was not shown to be the Internet: ${wrong.map(({ address, problem }) => `${address}: ${problem ?? 'no certificate'}`).join('; ')}`;
};
