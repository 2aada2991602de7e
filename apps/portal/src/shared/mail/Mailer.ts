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
   * @param options.messageKey names the mail. Who sends it again, because they died before they could write down that they did, sends it
   * under the same `Message-ID`, by which mail servers and programs tell that they have it already
   * @throws {PortalError} `MAIL_UNAVAILABLE`, with words for whoever asked for the mail
   */
  send: (to: string, text: MailText, options?: { messageKey?: string }) => Promise<void>;
  report: () => MailReport;
  close: () => void;
};
