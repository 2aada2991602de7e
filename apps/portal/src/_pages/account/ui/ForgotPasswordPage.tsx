import Link from 'next/link';
import { accountTexts } from '@/shared/texts';
import { Notice, textLink } from '@/shared/ui';
import { AccountLayout } from './AccountLayout';
import { ForgotPasswordForm } from './ForgotPasswordForm';

const texts = accountTexts.forgotPage;

export function ForgotPasswordPage({ isMailConfigured }: { isMailConfigured: boolean }) {
  return (
    <AccountLayout
      title={texts.title}
      lead={isMailConfigured ? texts.lead : ''}
      footer={
        <Link href="/sign-in" className={textLink}>
          {texts.back}
        </Link>
      }
    >
      {isMailConfigured ? <ForgotPasswordForm /> : <Notice look="wait">{texts.noMail}</Notice>}
    </AccountLayout>
  );
}
