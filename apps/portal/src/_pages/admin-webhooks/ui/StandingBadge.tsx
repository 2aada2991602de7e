import type { Webhook } from '@/entities/webhook';
import { webhooksTexts as texts } from '@/shared/texts';
import { Badge } from '@/shared/ui';
import { standingLooks, standingOf } from '../model/describeWebhook';

export function StandingBadge({ webhook }: { webhook: Webhook }) {
  const standing = standingOf(webhook);
  return (
    <Badge look={standingLooks[standing]} data-state={standing}>
      {texts.states[standing]}
    </Badge>
  );
}
