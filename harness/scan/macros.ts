/** Macros of std, tokio and futures whose arguments are ordinary code, so a bare name in them means what it says. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  ...['assert', 'assert_eq', 'assert_ne', 'debug_assert', 'debug_assert_eq', 'debug_assert_ne', 'matches'],
  ...['print', 'println', 'eprint', 'eprintln', 'format', 'write', 'writeln', 'format_args', 'panic', 'todo'],
  ...[
    'unimplemented',
    'unreachable',
    'dbg',
    'vec',
    'thread_local',
    'try',
    'ready',
    'pin',
    'addr_of',
    'addr_of_mut',
  ],
  ...['select', 'join', 'try_join', 'task_local', 'offset_of', 'const_format', 'assert_impl_all'],
]);

/** True when a bare name inside this macro's arguments is resolved like any other. */
export const isTransparentMacro = (name: string): boolean => TRANSPARENT.has(name);
