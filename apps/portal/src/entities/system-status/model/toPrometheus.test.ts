import { describe, expect, it } from 'vitest';
import type { SystemStatus } from './SystemStatus';
import { toPrometheus } from './toPrometheus';

const status: SystemStatus = {
  at: '2030-01-01T00:00:00.000Z',
  database: { isOk: true, version: '18', sizeBytes: 1024, isEmbedded: true },
  store: {
    isOk: true,
    host: 'secret-host.example',
    isEmbedded: true,
    capabilities: null,
    warnings: ['a warning'],
    comparison: null,
  },
  worker: {
    isAlive: true,
    lastSeenAt: null,
    workers: [{ id: 'w', version: '1', startedAt: '', lastSeenAt: '' }],
    abilities: null,
  },
  scanner: null,
  held: 2,
  queue: { waiting: 3, scheduled: 4, running: 1, failed: 5, oldestSeconds: null, failures: [] },
  disk: null,
  versions: { portal: '1', worker: null, node: '20', schema: null },
  audit: { sealed: 7, unsealed: 6 },
  mail: { isConfigured: true, host: 'mail.example', lastSentAt: null, lastFailureAt: null },
};

describe('toPrometheus', () => {
  const text = toPrometheus(status, { uptimeSeconds: 12.5, residentBytes: 99 });

  it('is the text format: help, type and a line for each number', () => {
    expect(text).toContain(
      '# HELP valetkey_jobs Jobs by state.\n# TYPE valetkey_jobs gauge\n' +
        'valetkey_jobs{state="waiting"} 3\nvaletkey_jobs{state="scheduled"} 4\n' +
        'valetkey_jobs{state="running"} 1\nvaletkey_jobs{state="failed"} 5\n',
    );
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) valetkey_\w+ \S.*|valetkey_\w+(\{state="\w+"\})? [\d.]+)$/);
    expect(text).toMatch(/\n$/);
    expect(text).toContain('valetkey_process_uptime_seconds 12.5\n');
  });

  it('leaves out what there is none of, and names no host', () => {
    for (const absent of ['scanner_up', 'disk_', 'missing_versions', 'example', 'warning'])
      expect(text).not.toContain(absent);
    const scanner = {
      isReachable: false,
      isRequired: true,
      engine: null,
      database: null,
      gaps: [],
      maxBytes: 1,
    };
    const comparison = { at: '', removedOrphans: 0, abortedMultiparts: 0, missing: 2, examples: [] };
    const full = toPrometheus(
      { ...status, store: { ...status.store, comparison }, scanner, disk: { freeBytes: 5, totalBytes: 9 } },
      { uptimeSeconds: 1, residentBytes: 1 },
    );
    expect(full).toContain('valetkey_scanner_up 0\n');
    expect(full).toContain('valetkey_missing_versions 2\n');
    expect(full).toContain('valetkey_disk_free_bytes 5\n');
  });
});
