import type { Finding } from '../../harness/scan/finding.js';
import { runCli } from './program.js';

/** What `scan --format json` prints, as far as tests look at it. */
export interface ScanJson {
  readonly filesScanned: number;
  readonly findings: readonly Finding[];
}

/** Runs `scan` for its JSON and gives that with the exit code; what it said on standard error is in the error when there is no JSON. */
export const scanJson = async (
  args: readonly string[],
  cwd: string,
): Promise<ScanJson & { readonly code: number | undefined }> => {
  const { code, stdout, stderr } = await runCli(['scan', '--format', 'json', ...args], { cwd });
  if (stdout === '') throw new Error(`scan ended with ${String(code)}: ${stderr}`);
  return { ...(JSON.parse(stdout) as ScanJson), code };
};
