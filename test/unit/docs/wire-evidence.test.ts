import { expect, test } from 'vitest';
import { format } from 'prettier';
import { suites } from '../../../suites/index.js';
import { wireEvidence } from '../../rig/wire-evidence.js';

test('the list of wire evidence is that of the suites', async () => {
  const text = await format(wireEvidence(suites), { parser: 'markdown', printWidth: 110 });
  await expect(text).toMatchFileSnapshot('../../../docs/reference/wire-evidence.md');
}, 60_000);
