// What is only needed once somebody does something to files; loaded then.
export { deleteFiles, downloadFiles, purgeFiles, restoreFiles } from '@/features/file-management';
