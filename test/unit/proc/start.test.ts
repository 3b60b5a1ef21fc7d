import { describe, expect, it } from 'vitest';
import { contained } from '../../../lib/proc/contained.js';
import { start } from '../../../lib/proc/start.js';

const sh = (script: string): readonly [string, readonly string[]] => ['bash', ['-c', script]];
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('start', () => {
  it('passes on the lines of three descriptors and the exit status', async () => {
    const lines: string[] = [];
    const child = start(...sh('echo out; echo err >&2; echo three >&3; printf unfinished; exit 7'), {
      onLine: {
        1: (line) => lines.push(`1 ${line}`),
        2: (line) => lines.push(`2 ${line}`),
        3: (line) => lines.push(`3 ${line}`),
      },
    });
    expect(await child.exited).toEqual({ exitCode: 7, signal: undefined, startError: undefined });
    expect(lines.sort()).toEqual(['1 out', '1 unfinished', '2 err', '3 three']);
  });

  it('answers over standard input', async () => {
    const lines: string[] = [];
    const child = start(...sh('read a; echo "got $a"; read b || echo ended'), {
      input: true,
      onLine: { 1: (line) => lines.push(line) },
    });
    child.send('hello');
    child.endInput();
    await child.exited;
    expect(lines).toEqual(['got hello', 'ended']);
  });

  it('says why a program could not be started', async () => {
    const child = start('/nonexistent/program');
    expect(await child.exited).toMatchObject({ startError: 'ENOENT', exitCode: undefined });
  });

  it('names the signal', async () => {
    const child = start(...sh('kill -SEGV $$'));
    expect(await child.exited).toMatchObject({ signal: 'SIGSEGV' });
  });

  it('signals the whole group', async () => {
    const pids: number[] = [];
    const child = start(...sh('sleep 1000 & echo $!; wait'), {
      ownGroup: true,
      onLine: {
        1: (line) => {
          pids.push(Number(line));
          child.signalTree('SIGKILL');
        },
      },
    });
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
    // The pipe the grandchild held is closed, so it is dead or dying; a zombie of init at most.
    expect(pids).toHaveLength(1);
  });

  it('cuts a line that is too long and goes on with the next', async () => {
    const lines: [string, boolean][] = [];
    const child = start(...sh('head -c 5000000 /dev/zero | tr "\\0" x; echo; echo next'), {
      maxLine: 10,
      onLine: { 1: (line, cut) => lines.push([line, cut]) },
    });
    await child.exited;
    expect(lines).toEqual([
      ['xxxxxxxxxx', true],
      ['next', false],
    ]);
  });
});

describe('contained', () => {
  it('takes grandchildren along when the starter is killed', async () => {
    const inner = contained({ file: 'bash', args: ['-c', 'setsid sleep 1000 & cat /proc/$!/stat; wait'] });
    // The starter: a shell that is killed by SIGKILL as soon as the grandchild runs.
    const quoted = [inner.file, ...inner.args].map((word) => `'${word}'`).join(' ');
    const ended = start('bash', ['-c', `${quoted} & wait`], {
      onLine: {
        1: () => {
          ended.signal('SIGKILL');
        },
      },
    });
    // Standard output closes only when no process of the tree holds it any more.
    await ended.exited;
    expect(alive(ended.pid ?? 0)).toBe(false);
  });
});
