import { ValetKeyError } from 'valetkey/protocol';

/** Whether `lists` asks for the small pictures that were seen in lists; they are there unless it is 0. */
export function parseLists(lists: string | null): boolean {
  if (lists !== null && lists !== '0' && lists !== '1')
    throw new ValetKeyError('INVALID_QUERY', 'lists must be 0 or 1.');
  return lists !== '0';
}
