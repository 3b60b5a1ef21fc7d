import type { ApiDocument, DocumentedType } from '../../lib/rustdoc/document.js';
import { signatureText } from '../../lib/rustdoc/signature.js';
import type { CompareFacts } from './facts.js';

type ComparedType = CompareFacts['types'][number];

/** The TCP types of one crate by the names tokio gives its own: streams, listeners, sockets, halves, and the error of `reunite`. */
export type Roles = ReadonlyMap<string, DocumentedType>;

/** Roles of the types that are compared, in the order they are reported. */
const COMPARED = [
  'TcpStream',
  'TcpListener',
  'TcpSocket',
  'ReadHalf',
  'WriteHalf',
  'OwnedReadHalf',
  'OwnedWriteHalf',
] as const;

/** Finds the types of each role. `nameOf` tells what the three main ones are called; the rest follows from what their methods return. */
export const findRoles = (api: ApiDocument, nameOf: (main: string) => string): Roles => {
  const byId = new Map(api.types.map((type) => [type.id, type]));
  const roles = new Map<string, DocumentedType>();
  const give = (role: string, type: DocumentedType | undefined): void => {
    if (type !== undefined) roles.set(role, type);
  };
  for (const main of ['TcpStream', 'TcpListener', 'TcpSocket'])
    give(
      main,
      api.types.find(({ name }) => name === nameOf(main)),
    );
  const returned = (type: DocumentedType | undefined, method: string): readonly DocumentedType[] =>
    (type?.returnsOf(method) ?? []).flatMap((id) => byId.get(id) ?? []);
  const stream = roles.get('TcpStream');
  for (const [method, ...halves] of [
    ['split', 'ReadHalf', 'WriteHalf'],
    ['into_split', 'OwnedReadHalf', 'OwnedWriteHalf'],
  ] as const) {
    const types = returned(stream, method);
    for (const [index, half] of halves.entries()) give(half, types[index]);
  }
  give(
    'ReuniteError',
    returned(roles.get('OwnedReadHalf'), 'reunite').find(({ id }) => id !== stream?.id),
  );
  return roles;
};

/** Signatures of a type's methods, with the types of all roles under tokio's names. */
const signatures = (api: ApiDocument, roles: Roles, type: DocumentedType): ReadonlyMap<string, string> => {
  const names = new Map([...roles].map(([role, { id }]) => [id, role]));
  const nameOf = (id: string): string => names.get(id) ?? api.pathOf(id) ?? `unknown item ${id}`;
  return new Map(type.methods.map(({ name, body }) => [name, signatureText(body, nameOf, nameOf(type.id))]));
};

const compareType = (
  role: string,
  tokio: ReadonlyMap<string, string>,
  subject: ReadonlyMap<string, string> | undefined,
  path: string | undefined,
): ComparedType => {
  const methods = [...tokio].map(([name, expected]): ComparedType['methods'][number] => {
    const seen = subject?.get(name);
    if (seen === undefined) return { name, found: 'absent' };
    return seen === expected ? { name, found: 'same' } : { name, found: 'differs', expected, seen };
  });
  return {
    tokio: role,
    ...(path === undefined ? {} : { subject: path }),
    methods,
    methodCount: methods.length,
  };
};

/** Holds the methods of the subject's types against those of tokio's own, signature by signature. */
export const compareApis = (tokio: ApiDocument, subject: ApiDocument): readonly ComparedType[] => {
  const own = findRoles(tokio, (main) => main);
  const theirs = findRoles(subject, (main) => main.replace('Tcp', 'TcpDpdk'));
  return COMPARED.flatMap((role) => {
    const [left, right] = [own.get(role), theirs.get(role)];
    if (left === undefined) return [];
    return [
      compareType(
        role,
        signatures(tokio, own, left),
        right === undefined ? undefined : signatures(subject, theirs, right),
        right === undefined ? undefined : (subject.pathOf(right.id) ?? right.name),
      ),
    ];
  });
};
