export { parseFilters, toListInput } from './model/fileFilters';
export { MyFilesPage } from './ui/MyFilesPage';
