import { answerTask } from '../worker/process/answerTask';
import { testProcessors } from './testProcessors';

/* As the worker's program, with the processors of the tests. */
void answerTask(testProcessors).then(() => process.exit(0));
