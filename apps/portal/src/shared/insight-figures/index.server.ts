export { readInsight } from './readInsight';
export { rollUpInsight } from './rollUpInsight';
