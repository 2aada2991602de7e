export { acceptsCsv } from './acceptsCsv';
export { assertSameOrigin } from './assertSameOrigin';
export { readId, readNothing } from './parameters';
export {
  isExpectedError,
  PortalError,
  type ProblemCode,
  problemFromError,
  problemResponse,
  requestIdOf,
} from './problem';
export { readJson } from './readJson';
export { readText } from './readText';
