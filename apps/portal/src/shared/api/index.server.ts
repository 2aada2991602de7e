export { assertSameOrigin } from './assertSameOrigin';
export { type ProblemCode, problemFromError, problemResponse, problemTable, requestIdOf } from './problem';
export { readJson } from './readJson';
