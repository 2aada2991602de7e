import { formatDateTime } from '@/shared/lib';
import { peopleTexts } from '@/shared/texts';
import { CopyField } from '@/shared/ui';

/** A link for somebody: it went out by mail, or, without a mail server, whoever asked for it hands it over. */
export type LinkOffer = { sent: true } | { link: string; expiresAt: string };

/** What became of a link that was asked for. Shown once: the server keeps only its hash. */
export function LinkOutcome({ offer, email }: { offer: LinkOffer; email: string }) {
  const { link } = peopleTexts;
  if ('sent' in offer) return <p role="status">{link.sent(email)}</p>;
  return (
    <div className="grid gap-4">
      <p className="[overflow-wrap:anywhere]">{link.shown(email)}</p>
      <CopyField label={link.label} value={offer.link} />
      <p className="text-sm text-muted">{link.expires(formatDateTime(offer.expiresAt))}</p>
    </div>
  );
}
