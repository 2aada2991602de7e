import { AppShell, type ShellViewer } from '@/shared/shell';
import { insightTexts as texts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import { InsightBoard } from './InsightBoard';

type InsightPageProps = {
  viewer: ShellViewer;
  /** Whether they see the files of some profiles only: the figures are of all of them. */
  isScoped: boolean;
  renderedAt: number;
};

export function InsightPage({ viewer, isScoped, renderedAt }: InsightPageProps) {
  return (
    <AppShell viewer={viewer} current="/insight" title={texts.title} lead={texts.lead} width="wide">
      {isScoped ? <Notice look="wait">{texts.scoped}</Notice> : <InsightBoard renderedAt={renderedAt} />}
    </AppShell>
  );
}
