import type { SystemStatus } from './SystemStatus';

/** What of this process is told: it serves pages, and another instance has its own. */
export type ProcessFigures = { uptimeSeconds: number; residentBytes: number };

type Sample = { labels?: Readonly<Record<string, string>>; value: number };

/** A gauge in Prometheus' text format 0.0.4; one without a sample is left out. Labels are words of ours, which need no escape. */
function gauge(name: string, help: string, ...samples: (Sample | null)[]): string {
  const known = samples.filter((sample) => sample !== null);
  if (known.length === 0) return '';
  const lines = known.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, word]) => `${label}="${word}"`);
    return `valetkey_${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
  });
  return `# HELP valetkey_${name} ${help}\n# TYPE valetkey_${name} gauge\n${lines.join('')}`;
}

const yes = (is: boolean) => (is ? 1 : 0);

/** How the system is, for who draws it over time. Numbers only: no person, no file, no host. */
export function toPrometheus(status: SystemStatus, process: ProcessFigures): string {
  const { store, worker, scanner, held, queue, disk, audit, database } = status;
  const job = (state: string, value: number): Sample => ({ labels: { state }, value });
  return [
    gauge('store_up', 'Whether the store answers and its clock is ours.', { value: yes(store.isOk) }),
    gauge(
      'missing_versions',
      'Versions whose object the store had not when it was last compared with the records.',
      store.comparison && { value: store.comparison.missing },
    ),
    gauge('workers_alive', 'Workers that were heard of within 45 seconds.', { value: worker.workers.length }),
    gauge(
      'scanner_up',
      'Whether the workers reach the malware scanner.',
      scanner && scanner.isReachable !== null ? { value: yes(scanner.isReachable) } : null,
    ),
    gauge('held_versions', 'Versions on hold after a scan; 1001 means more than 1000.', { value: held }),
    gauge(
      'jobs',
      'Jobs by state.',
      job('waiting', queue.waiting),
      job('scheduled', queue.scheduled),
      job('running', queue.running),
      job('failed', queue.failed),
    ),
    gauge('oldest_job_seconds', 'Age of the job that waits longest.', { value: queue.oldestSeconds ?? 0 }),
    gauge('audit_sealed_events', 'Audit events in the chain.', { value: audit.sealed }),
    gauge('audit_unsealed_events', 'Audit events that wait to be chained.', { value: audit.unsealed }),
    gauge('database_size_bytes', 'Size of the database.', { value: database.sizeBytes }),
    gauge('disk_free_bytes', 'Free space of the data folder.', disk && { value: disk.freeBytes }),
    gauge('disk_size_bytes', 'Size of the disk of the data folder.', disk && { value: disk.totalBytes }),
    gauge('process_uptime_seconds', 'Since this portal started.', { value: process.uptimeSeconds }),
    gauge('process_resident_bytes', 'Memory of this portal.', { value: process.residentBytes }),
  ].join('');
}
