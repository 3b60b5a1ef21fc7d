import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../harness/record/event.js';
import { strangers } from '../../../harness/record/same-subject.js';
import { crateRun } from '../../rig/crate-record.js';
import { judgedText, mergedText, recordText } from '../../rig/merged.js';
import { realRelease, virtualRelease } from '../../rig/release.js';
import { selectRun } from '../../rig/split-run.js';

/** The id of the cause for which records, called a and b, are strangers, and what was seen. */
const refusal = (...texts: readonly string[]): string | undefined => {
  const cause = strangers(
    texts.map((text, index) => ({ name: ['a', 'b'][index] ?? '', record: judgedText(text).record })),
  );
  return cause === undefined ? undefined : `${cause.id}: ${cause.seen}`;
};
const text = (change: (event: RunEvent) => RunEvent[], events = realRelease()): string =>
  recordText(events.flatMap(change));
const VIRTUAL = recordText(virtualRelease());

describe('runs in different labs', () => {
  it('are about one subject when nothing they tell differs but profile, addresses and programs', () => {
    const moved = text((event) => {
      if (event.event === 'plan')
        return [
          {
            ...event,
            tests: event.tests.map((test) => ({ ...test, wire: { opened: [] } })),
          },
        ];
      return event.event === 'build-finished'
        ? [{ ...event, executables: event.executables.map((one) => ({ ...one, sha256: '0'.repeat(64) })) }]
        : [event];
    });
    expect(refusal(VIRTUAL, moved)).toBeUndefined();
  });
  it.each<[string, (event: RunEvent) => RunEvent[], RegExp]>([
    [
      'sources',
      (event) =>
        event.event === 'scanned'
          ? [{ ...event, files: event.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) }]
          : [event],
      /^merge-sources-differ: the SHA-256 of suites\//,
    ],
    [
      'version',
      (event) =>
        event.event === 'run-started'
          ? [{ ...event, subject: { ...event.subject, version: '0.2.0' } }]
          : [event],
      /^merge-subjects-differ: the version of the subject, which is 0\.1\.0 in a and 0\.2\.0 in b$/,
    ],
    [
      'harness',
      (event) => [event.event === 'run-started' ? { ...event, harnessVersion: '0.2.0' } : event],
      /^merge-harness-differs/,
    ],
  ])('are strangers by their %s', (_, change, words) => {
    expect(refusal(VIRTUAL, text(change))).toMatch(words);
  });
  it('are strangers when one does not tell the tree of its crate', () => {
    const untold = text((event) => (event.event === 'subject-tree' ? [] : [event]), crateRun());
    expect(refusal(recordText(crateRun()), untold)).toBe(
      "certify-subject-unknown: b, which does not tell the SHA-256 of the crate's tree",
    );
    expect(refusal(recordText(crateRun()))).toBeUndefined();
  });
  it('are held against each other part by part', () => {
    const parts = (change: (event: RunEvent) => RunEvent): string =>
      mergedText([
        selectRun(virtualRelease(), 'run-a', { suites: ['tcp_dpdk'] }).map(change),
        selectRun(virtualRelease(), 'run-b', { suites: ['multi_process', 'worker_isolation'] }).map(change),
      ]);
    expect(
      refusal(
        parts((event) => event),
        recordText(realRelease()),
      ),
    ).toBeUndefined();
    const older = parts((event) =>
      event.event === 'run-started' ? { ...event, harnessVersion: '0.0.9' } : event,
    );
    expect(refusal(older, recordText(realRelease()))).toBe(
      'merge-harness-differs: the version of the harness, which is 0.0.9 in part 1 of a and 0.1.0 in b',
    );
  });
});
