/** A program with its arguments. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * Wraps a program so that it and everything it starts die when this process dies, even by SIGKILL.
 * As root it runs in a pid namespace of its own whose first process has a parent-death signal (setpriv(1), unshare(1));
 * otherwise only the program itself has one, and its children end with their parent's pipes.
 */
export const contained = (command: Command, root: boolean = process.getuid?.() === 0): Command => ({
  file: 'setpriv',
  args: [
    '--pdeathsig',
    'KILL',
    ...(root ? ['unshare', '--pid', '--fork', '--kill-child=KILL'] : []),
    command.file,
    ...command.args,
  ],
});
