import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../startSystem.ts';

type Measurement = { name: string; personality: string; failed: string[] };

const file = path.join(root, 'scripts/providers/measurements.json');

/** Notes what a real store failed, for `npm run providers`; the day changes only with the facts. */
export function keepMeasurement({ name, personality, failed }: Measurement): void {
  const all = JSON.parse(readFileSync(file, 'utf8')) as (Measurement & { date: string })[];
  const before = all.find((each) => each.personality === personality);
  if (before?.name === name && before.failed.join() === failed.join()) return;
  const date = new Date().toISOString().slice(0, 10);
  const others = all.filter((each) => each !== before);
  const next = [...others, { name, date, personality, failed }];
  next.sort((a, b) => a.name.localeCompare(b.name));
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`);
}
