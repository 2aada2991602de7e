export { chooseTheme, readTheme, subscribeToTheme } from './chooseTheme';
export { type Theme, themeCookie, themeOf } from './Theme';
