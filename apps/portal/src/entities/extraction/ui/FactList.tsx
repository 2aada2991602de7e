import type { Fact } from '../model/Fact';

/** Facts with their names, those that there are. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.map(
        ([label, value]) =>
          value !== null && (
            <div key={label} className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3 py-1">
              <dt className="text-muted">{label}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
