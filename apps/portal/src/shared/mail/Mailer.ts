import type { MailText } from './mailTexts';

/** What became of the mails of this process. */
export type MailReport = {
  /** Host of the mail server; never its login. */
  host: string;
  from: string;
  lastSentAt: Date | null;
  lastFailureAt: Date | null;
};

/** Sends mail. `null` stands for a portal without a mail server, where links are shown to the administrator instead. */
export type Mailer = {
  /**
   * Resolves when the mail server has taken the mail.
   *
   * @throws {PortalError} `MAIL_UNAVAILABLE`, with words for whoever asked for the mail
   */
  send: (to: string, text: MailText) => Promise<void>;
  report: () => MailReport;
  close: () => void;
};
