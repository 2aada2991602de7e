export { MyFilesPage } from './ui/MyFilesPage';
