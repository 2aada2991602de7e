export { type ExifFacts, readExif } from './readExif';
