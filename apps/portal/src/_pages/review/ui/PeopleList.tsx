type Person = { id: string; name: string; email: string };

type PeopleListProps<Found extends Person> = {
  /** Of the list and, with a number, of each person in it, for the field that names them. */
  id: string;
  label: string;
  isOpen: boolean;
  people: readonly Found[];
  /** Which of them the field's keys are at. */
  active: number;
  /** How many there are, or why there is nobody: said, and shown while there is nobody. */
  status: string | null;
  className: string;
  onActive: (index: number) => void;
  onChoose: (person: Found) => void;
};

/** People to choose from, below the field whose keys go through them and which keeps the focus. */
export function PeopleList<Found extends Person>({
  id,
  label,
  isOpen,
  people,
  active,
  status,
  className,
  onActive,
  onChoose,
}: PeopleListProps<Found>) {
  return (
    <div
      className={`absolute top-full left-0 z-20 mt-1 w-full overflow-hidden rounded-lg border border-line bg-surface shadow-card ${className} ${isOpen ? '' : 'hidden'}`}
    >
      <p role="status" className={people.length > 0 ? 'sr-only' : 'px-3 py-2 text-sm text-muted'}>
        {isOpen && status}
      </p>
      <div id={`${id}-list`} role="listbox" aria-label={label}>
        {people.map((person, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
          <div
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            className="cursor-pointer px-3 py-2 text-sm aria-selected:bg-accent-soft"
            // A press would take the focus from the field, and the list would be gone before the click.
            onMouseDown={(event) => event.preventDefault()}
            onMouseEnter={() => onActive(index)}
            onClick={() => onChoose(person)}
          >
            <span className="block truncate font-medium">
              <bdi>{person.name}</bdi>
            </span>
            <span className="block truncate text-xs text-muted">{person.email}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
