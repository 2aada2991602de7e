/** Which files are selected; `anchor` is where a range begins. */
export type Selection = { ids: ReadonlySet<string>; anchor: string | null };

export type SelectionAction =
  | { type: 'toggled'; id: string }
  /** Everything from the anchor to this one, in the order of the list. */
  | { type: 'extended'; id: string; order: readonly string[] }
  | { type: 'all'; order: readonly string[] }
  | { type: 'cleared' }
  /** Files that are no longer in the list are no longer selected. */
  | { type: 'kept'; order: readonly string[] };

export const nothingSelected: Selection = { ids: new Set(), anchor: null };

export function reduceSelection(selection: Selection, action: SelectionAction): Selection {
  switch (action.type) {
    case 'toggled': {
      const ids = new Set(selection.ids);
      if (!ids.delete(action.id)) ids.add(action.id);
      return { ids, anchor: action.id };
    }
    case 'extended': {
      const to = action.order.indexOf(action.id);
      const from = selection.anchor === null ? -1 : action.order.indexOf(selection.anchor);
      if (to < 0) return selection;
      const range = from < 0 ? [action.id] : action.order.slice(Math.min(from, to), Math.max(from, to) + 1);
      return { ids: new Set([...selection.ids, ...range]), anchor: from < 0 ? action.id : selection.anchor };
    }
    case 'all':
      return { ids: new Set(action.order), anchor: selection.anchor };
    case 'cleared':
      return nothingSelected;
    case 'kept': {
      if (selection.ids.size === 0) return selection;
      const present = new Set(action.order);
      const ids = [...selection.ids].filter((id) => present.has(id));
      return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) };
    }
  }
}
