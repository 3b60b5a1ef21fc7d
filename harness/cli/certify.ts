import { describeCause, type Cause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { certificateOf, type CertifyingRun } from '../criteria/certificate.js';
import { strangers } from '../record/same-subject.js';
import { CERTIFICATE_FORMATS, isCertificateFormat, renderCertificate } from '../report/certificate.js';
import type { Cli } from './command.js';
import { readRecord } from './report-of.js';
import { unknownFormat } from './unknown-format.js';
import { writeReport } from './write-reports.js';

/** What commander makes of the options of `certify`. */
export interface CertifyFlags {
  readonly format: string;
  readonly out?: string;
}

/** `certify`: the 24 criteria by the records of several runs on one subject; the exit code says whether all are met. */
export const certify = async (
  cli: Cli,
  records: readonly string[],
  { format, out }: CertifyFlags,
): Promise<ExitCode> => {
  const refuse = (cause: Cause): ExitCode => {
    cli.note(`dpdk-conformance: ${describeCause(cause)}\n`);
    return ExitCode.usage;
  };
  if (!isCertificateFormat(format)) return refuse(unknownFormat(format, CERTIFICATE_FORMATS));
  const runs: CertifyingRun[] = [];
  for (const name of records) {
    const input = await readRecord(cli.cwd, name);
    if (!input.ok) return refuse(input.error);
    runs.push({ name, ...input.value });
  }
  const cause = strangers(runs);
  if (cause !== undefined) return refuse(cause);
  const certificate = certificateOf(runs);
  const page = renderCertificate(format, certificate);
  if (out === undefined) cli.out(page);
  else {
    const written = await writeReport(cli, out, page);
    if (written !== ExitCode.conformant) return written;
  }
  if (certificate.runs.some(({ ended }) => !ended)) return ExitCode.partialRun;
  return certificate.certified ? ExitCode.conformant : ExitCode.criteriaFailed;
};
