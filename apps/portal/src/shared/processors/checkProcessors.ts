import { derivativeName, type Processor } from './defineProcessor';

const neededBy = ({ needs }: Processor) =>
  needs.flatMap((need) => (need.startsWith('processor:') ? [need.slice('processor:'.length)] : []));

/** A derivative belongs to the processor with the longest name that its own begins with; that has to be the one that made it. */
function assertOwnDerivatives({ name, derivatives }: Processor, processors: readonly Processor[]): void {
  for (const derivative of Object.keys(derivatives)) {
    const whole = derivativeName(name, derivative);
    const other = processors.find(
      (one) => one.name.length > name.length && whole.startsWith(derivativeName(one.name, '')),
    );
    if (other !== undefined)
      throw new TypeError(
        `processor "${name}" adds "${derivative}", which would be one of "${other.name}": ${whole}.`,
      );
  }
}

/**
 * Checks processors against each other.
 *
 * @throws {TypeError} when a name is there twice, when what one adds would be another's, or when one needs what is not there or, in the
 * end, itself
 */
export function checkProcessors(processors: readonly Processor[]): void {
  const byName = new Map(processors.map((one) => [one.name, one]));
  if (byName.size < processors.length) throw new TypeError('Two processors have the same name.');
  for (const processor of processors) assertOwnDerivatives(processor, processors);
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
