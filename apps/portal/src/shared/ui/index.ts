export { Button } from './Button';
export { Field } from './Field';
export { Icon, type IconName } from './Icon';
export { Logo } from './Logo';
export { primaryLink, textLink } from './linkLook';
export { MessagePage } from './MessagePage';
export { Notice } from './Notice';
export { ProgressBar } from './ProgressBar';
