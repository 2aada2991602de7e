import type { Processor } from './defineProcessor';

const neededBy = ({ needs }: Processor) =>
  needs.flatMap((need) => (need.startsWith('processor:') ? [need.slice('processor:'.length)] : []));

/**
 * Checks processors against each other.
 *
 * @throws {TypeError} when a name is there twice, or when one needs what is not there or, in the end, itself
 */
export function checkProcessors(processors: readonly Processor[]): void {
  const byName = new Map(processors.map((one) => [one.name, one]));
  if (byName.size < processors.length) throw new TypeError('Two processors have the same name.');
  const visit = (processor: Processor, path: readonly string[]): void => {
    if (path.includes(processor.name))
      throw new TypeError(`Processors wait for each other: ${[...path, processor.name].join(', ')}.`);
    for (const name of neededBy(processor)) {
      const needed = byName.get(name);
      if (needed === undefined)
        throw new TypeError(
          `processor "${processor.name}" needs "${name}", which is not in the configuration.`,
        );
      visit(needed, [...path, processor.name]);
    }
  };
  for (const processor of processors) visit(processor, []);
}
