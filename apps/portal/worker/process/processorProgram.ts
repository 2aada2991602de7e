import { processors } from '../../processors/processors';
import { answerTask } from './answerTask';

/* Runs contained: one processor of the operator's over one file of a stranger. */

await answerTask(processors);
// Whatever it left running ends here.
process.exit(0);
