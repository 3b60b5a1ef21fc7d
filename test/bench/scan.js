// @ts-check
import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { interleave, median, spread, timed } from './measure.js';

const MB = 1_000_000;
/** No crate may be more of the corpus than this, or it would be a measurement of that crate. */
const MOST_OF_ONE = 5 * MB;
/** What the scan looks for by name, asked of ripgrep. */
const NAMES = String.raw`\b(TcpStream|TcpListener|TcpSocket|OwnedReadHalf|OwnedWriteHalf|socket2|libc|syscall)\b`;

/** @param {string} directory @returns {string[]} */
const sourcesOf = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (entry.name.endsWith('.rs') || entry.name === 'Cargo.toml'))
    .map((entry) => join(entry.parentPath, entry.name));

/**
 * Copies packages that cargo has unpacked until there are `size` bytes of Rust; when there are not enough, some are taken twice.
 * @param {string} target @param {number} size
 */
const makeCorpus = (target, size) => {
  const registry = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry/src');
  const crates = readdirSync(registry)
    .flatMap((index) => readdirSync(join(registry, index)).map((name) => join(registry, index, name)))
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
  let bytes = 0;
  let files = 0;
  for (let round = 0; bytes < size; round += 1)
    for (const crate of crates) {
      if (bytes >= size) break;
      const paths = sourcesOf(crate);
      const rust = paths.filter((path) => path.endsWith('.rs'));
      const own = rust.reduce((sum, path) => sum + statSync(path).size, 0);
      if (own > MOST_OF_ONE) continue;
      bytes += own;
      files += rust.length;
      for (const path of paths) {
        const to = join(target, `${round}`, basename(crate), relative(crate, path));
        mkdirSync(dirname(to), { recursive: true });
        cpSync(path, to);
      }
    }
  return { bytes, files };
};

/** The same tree `times` times, by hard links. @param {string} from @param {string} target @param {number} times */
const multiply = (from, target, times) => {
  const paths = sourcesOf(from);
  for (let copy = 0; copy < times; copy += 1)
    for (const path of paths) {
      const to = join(target, `${copy}`, relative(from, path));
      mkdirSync(dirname(to), { recursive: true });
      linkSync(path, to);
    }
};

/**
 * The scan against `rg -j1` on the same files, its growth, its memory, and a second run over unchanged files.
 * @param {import('./main.js').Bench} bench @returns {Promise<import('./main.js').Row[]>}
 */
export const scan = async ({ root, directory }) => {
  const small = join(directory, 'small');
  const large = join(directory, 'large');
  const { bytes, files } = makeCorpus(small, 40 * MB);
  multiply(small, large, 10);
  const program = join(root, 'bin/dpdk-conformance.js');
  const env = { ...process.env, XDG_CACHE_HOME: join(directory, 'cache') };
  /** @param {readonly string[]} args */
  const own = (...args) => timed(process.execPath, [program, 'scan', ...args], { env, memory: true });
  /** @param {string} pattern */
  const rg = async (pattern) =>
    (await timed('rg', ['-j1', '-n', '--no-ignore', '-g', '*.rs', pattern, small])).ms;
  await own(small);
  const runs = await interleave(5, {
    names: () => rg(NAMES),
    text: () => rg('TcpStream'),
    first: async () => (await own('--no-cache', small)).ms,
    second: async () => (await own(small)).ms,
  });
  /** @param {string} name */
  const of = (name) => runs[name] ?? [];
  const growth = await interleave(2, {
    small: () => own('--no-cache', small),
    large: () => own('--no-cache', large),
  });
  const tenfold = growth['large'] ?? [];
  const once = (growth['small'] ?? []).map(({ ms }) => ms);
  const peak = Math.max(...tenfold.map(({ peakKb }) => peakKb)) / 1024;
  const cores = await coresUsed(process.execPath, [program, 'scan', '--no-cache', small], directory);
  const size = `${(bytes / MB).toFixed(0)} MB, ${files} files`;
  return [
    {
      name: 'scan ÷ rg -j1 (names)',
      value: median(of('first')) / median(of('names')),
      unit: '×',
      budget: 8,
      detail: `${size}: ${median(of('first')).toFixed(0)} ms (${spread(of('first'))}) against ${median(of('names')).toFixed(0)} ms (${spread(of('names'))}); rg for the text TcpStream alone: ${median(of('text')).toFixed(0)} ms`,
    },
    {
      name: 'second scan ÷ rg -j1 (names)',
      value: median(of('second')) / median(of('names')),
      unit: '×',
      budget: 3,
      detail: `nothing changed: ${median(of('second')).toFixed(0)} ms (${spread(of('second'))})`,
    },
    {
      name: 'scan of 10 × the source ÷ 10 × scan',
      value: median(tenfold.map(({ ms }) => ms)) / (10 * median(once)),
      unit: '×',
      budget: 1.1,
      detail: `${median(tenfold.map(({ ms }) => ms)).toFixed(0)} ms against ${median(once).toFixed(0)} ms`,
    },
    {
      name: 'memory at 10 × the source',
      value: peak,
      unit: 'MiB',
      budget: 400,
      detail: 'highest resident set of the whole process, its worker threads included',
    },
    {
      name: 'processor time ÷ wall time',
      value: cores,
      unit: '×',
      budget: 1,
      detail: `more than 1: several cores were at work (more is better)`,
    },
  ];
};

/** Processor time of a program divided by its wall time. @param {string} file @param {readonly string[]} args @param {string} directory */
const coresUsed = async (file, args, directory) => {
  const report = join(directory, 'cpu.json');
  const hook = join(directory, 'cpu.mjs');
  writeFileSync(
    hook,
    `import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const start = process.hrtime.bigint();
if (isMainThread) process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(${JSON.stringify(report)}, JSON.stringify((user + system) / (Number(process.hrtime.bigint() - start) / 1000)));
});
`,
  );
  await timed(file, ['--import', hook, ...args]);
  return Number(readFileSync(report, 'utf8'));
};
