import { AppShell, type ShellViewer } from '@/shared/shell';
import { insightTexts as texts } from '@/shared/texts';
import { InsightBoard } from './InsightBoard';

export function InsightPage({ viewer, renderedAt }: { viewer: ShellViewer; renderedAt: number }) {
  return (
    <AppShell viewer={viewer} current="/insight" title={texts.title} lead={texts.lead} width="wide">
      <InsightBoard renderedAt={renderedAt} />
    </AppShell>
  );
}
