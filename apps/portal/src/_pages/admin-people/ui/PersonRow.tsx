import Link from 'next/link';
import { type Person, PersonBadges } from '@/entities/person';
import { formatAgo, formatBytes, formatDate, formatDateTime } from '@/shared/lib';
import { peopleTexts as texts } from '@/shared/texts';
import { Icon, MenuButton, type MenuItem } from '@/shared/ui';
import { actionsFor, type PersonAction } from '../model/personActions';

type PersonRowProps = {
  person: Person;
  viewerId: string;
  now: Date;
  onAction: (person: Person, action: PersonAction) => void;
};

const cell = 'px-4 py-3 align-middle';

/** One account; on a narrow screen the other columns stand under the name. */
export function PersonRow({ person, viewerId, now, onAction }: PersonRowProps) {
  const { id, name, email, role, files, bytesUsed, lastSeenAt, createdAt } = person;
  const href = `/admin/people/${encodeURIComponent(id)}`;
  const seen =
    lastSeenAt === null ? (
      texts.list.never
    ) : (
      <time dateTime={lastSeenAt} title={formatDateTime(lastSeenAt)}>
        {formatAgo(lastSeenAt, now)}
      </time>
    );
  const isOwn = id === viewerId;
  const items: MenuItem[] = [
    { label: texts.actions.open, href },
    { label: texts.actions.audit, href: `/admin/audit?actor=${encodeURIComponent(id)}` },
    'separator',
    ...actionsFor(person, viewerId).map(
      (action): MenuItem => ({
        label: action === 'role' ? texts.actions.changeRole : texts.actions[action],
        look: action === 'disable' ? 'danger' : 'plain',
        onSelect: () => onAction(person, action),
      }),
    ),
    ...(isOwn ? [{ heading: texts.actions.ownAccountShort }] : []),
  ];
  return (
    <tr data-person={email} className="border-t border-line">
      <th scope="row" className={`${cell} w-full max-w-0 text-left font-normal`}>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={href}
            className="min-w-0 max-w-full truncate font-medium text-ink underline-offset-2 hover:underline"
          >
            <bdi>{name}</bdi>
          </Link>
          <PersonBadges person={person} isOwn={isOwn} />
        </div>
        <p className="truncate text-sm text-muted" title={email}>
          <bdi>{email}</bdi>
        </p>
        <p className="mt-1 text-sm text-muted md:hidden">
          {texts.roles[role]} · {texts.list.columns.lastSeen.toLowerCase()}{' '}
          {lastSeenAt === null ? texts.list.never.toLowerCase() : seen}
        </p>
      </th>
      <td className={`${cell} hidden text-sm whitespace-nowrap md:table-cell`}>{texts.roles[role]}</td>
      <td className={`${cell} hidden text-sm whitespace-nowrap tabular-nums lg:table-cell`}>
        {texts.list.files(files, formatBytes(bytesUsed))}
      </td>
      <td className={`${cell} hidden text-sm whitespace-nowrap md:table-cell`}>{seen}</td>
      <td className={`${cell} hidden text-sm whitespace-nowrap lg:table-cell`}>{formatDate(createdAt)}</td>
      <td className={`${cell} pl-0 text-right`}>
        <MenuButton label={texts.list.actionsFor(name)} items={items}>
          <Icon name="more" />
        </MenuButton>
      </td>
    </tr>
  );
}
