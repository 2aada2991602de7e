export { ForgotPasswordPage } from './ui/ForgotPasswordPage';
export { InvitationPage } from './ui/InvitationPage';
export { OwnAccountPage } from './ui/OwnAccountPage';
export { ResetPasswordPage } from './ui/ResetPasswordPage';
export { SignInPage } from './ui/SignInPage';
export { SignUpPage } from './ui/SignUpPage';
export { VerifyEmailPage } from './ui/VerifyEmailPage';
