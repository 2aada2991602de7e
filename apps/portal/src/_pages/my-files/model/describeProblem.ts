export { describeProblem, isSignedOutError } from '@/shared/api';
