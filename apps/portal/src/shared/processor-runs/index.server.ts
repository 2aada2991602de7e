export {
  createProcessorRecords,
  type HandedOver,
  type RunKey,
  type RunNeeds,
  type RunResult,
  type RunUpload,
} from './createProcessorRecords';
export { judgeOutput } from './judgeOutput';
