import type { ApiDocument, DocumentedType } from '../../lib/rustdoc/document.js';
import type { DocumentFacts } from './facts.js';
import { findRoles } from './parity.js';

type Seen = DocumentFacts['types'][number];

const seenType = (type: DocumentedType, wanted: (method: string) => boolean = () => true): Seen => {
  const methods = type.methods
    .filter(({ name }) => wanted(name))
    .map(({ name, documented }) => ({ name, documented }));
  return { name: type.name, methods, methodCount: methods.length };
};

/**
 * The types a subject adds to tokio, their halves, and what it adds to the runtime's builder (every method whose name says dpdk), each with its
 * public methods.
 */
export const documentedTypes = (api: ApiDocument): readonly Seen[] => {
  const roles = findRoles(api, (main) => main.replace('Tcp', 'TcpDpdk'));
  const halves = [...roles.values()]
    .map((type) => seenType(type))
    .filter(({ methodCount }) => methodCount > 0);
  const builder = api.types.find(
    ({ name, methods }) => name === 'Builder' && methods.some((method) => method.name === 'new_dpdk'),
  );
  return builder === undefined ? halves : [...halves, seenType(builder, (method) => method.includes('dpdk'))];
};
