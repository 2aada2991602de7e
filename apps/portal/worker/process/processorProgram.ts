import { processors } from '../../processors/processors';
import { answerTask } from './answerTask';

/* Runs contained: one processor of the operator's over one file of a stranger. Whatever it left running ends here. */

void answerTask(processors).then(() => process.exit(0));
