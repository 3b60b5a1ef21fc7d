import type { Cause } from '../../lib/core/cause.js';
import { describeCause } from '../../lib/core/cause.js';
import { ExitCode } from '../../lib/core/exit-code.js';
import { nearest } from '../../lib/core/nearest.js';
import { certificateOf, type CertifyingRun } from '../criteria/certificate.js';
import { partsOf } from '../record/record.js';
import { disagreement, type NamedRecord } from '../record/same-run.js';
import { CERTIFICATE_FORMATS, isCertificateFormat, renderCertificate } from '../report/certificate.js';
import type { Cli } from './command.js';
import { readRecord } from './report-of.js';
import { writeReport } from './write-reports.js';

/** What commander makes of the options of `certify`. */
export interface CertifyFlags {
  readonly format: string;
  readonly out?: string;
}

/** What runs in different labs may differ in: addresses in the plan, and the folder programs are built in. */
const OF_THE_LAB = ['merge-profiles-differ', 'merge-plans-differ', 'merge-programs-differ'] as const;

const unknownFormat = (format: string): Cause => {
  const near = nearest(format, CERTIFICATE_FORMATS);
  return {
    id: 'unknown-format',
    seen: `--format ${format}`,
    expected: `one of ${CERTIFICATE_FORMATS.join(', ')}`,
    fix: near === undefined ? 'name one of them' : `did you mean --format ${near}?`,
  };
};

const eachPart = ({ name, record }: CertifyingRun): readonly NamedRecord[] => {
  const parts = partsOf(record);
  return parts.map((part, index) => ({
    name: parts.length === 1 ? name : `part ${index + 1} of ${name}`,
    record: part,
  }));
};

/** A crate is called by its path: without the hash of its tree nothing tells that two runs are about the same. */
const untold = (parts: readonly NamedRecord[]): Cause | undefined => {
  const part = parts.find(
    ({ record: { run, trees } }) =>
      run === undefined || (run.subject.kind === 'crate' && !trees.some(({ when }) => when === 'before')),
  );
  return part === undefined
    ? undefined
    : {
        id: 'certify-subject-unknown',
        seen: `${part.name}, which does not tell ${part.record.run === undefined ? 'what was run' : "the SHA-256 of the crate's tree"}`,
        expected: 'records that tell what they are about',
        fix: 'run it again, and certify by that record',
      };
};

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
  if (!isCertificateFormat(format)) return refuse(unknownFormat(format));
  const runs: CertifyingRun[] = [];
  for (const name of records) {
    const input = await readRecord(cli.cwd, name);
    if (!input.ok) return refuse(input.error);
    runs.push({ name, ...input.value });
  }
  const parts = runs.flatMap(eachPart);
  const cause = untold(parts) ?? disagreement(parts, OF_THE_LAB);
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
