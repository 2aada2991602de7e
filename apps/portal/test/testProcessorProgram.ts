import { answerTask } from '../worker/process/answerTask';
import { testProcessors } from './testProcessors';

/* As the worker's program, with the processors of the tests. */
await answerTask(testProcessors);
process.exit(0);
