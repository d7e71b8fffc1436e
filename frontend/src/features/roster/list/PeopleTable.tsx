import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Chip, type Tone } from '@/shared/ui/Chip';
import { InputField, SelectField } from '@/shared/ui/Field';
import { GroupName } from './GroupName';
import styles from './list.module.css';
import { everybody, filtered, shows, standingOf, type Filter, type Standing } from './roster';
import type { RosterPage, RosterPerson } from './rosterApi';

/** A class of more is shown in part until somebody asks for all. */
const first = 100;

const tones: Record<Standing, Tone> = { here: 'ok', expected: 'neutral', unlisted: 'warn', inactive: 'warn', left: 'danger' };

/** Everybody of the class, to be searched and narrowed. */
export function PeopleTable({ page }: { page: RosterPage }) {
  const { t, i18n } = useTranslation('roster');
  const [filter, setFilter] = useState<Filter>(everybody);
  const [whole, setWhole] = useState(false);
  const shown = useDeferredValue(filter);
  const put = (change: Partial<Filter>) => setFilter((old) => ({ ...old, ...change }));
  const people = filtered(page.people, shown, i18n.language);
  const rows = whole ? people : people.slice(0, first);
  return (
    <div className={styles.card}>
      <h2>{t('table.label')}</h2>
      <div className={styles.filters}>
        <InputField label={t('find')} type="search" autoComplete="off" value={filter.text} onChange={(event) => put({ text: event.target.value })} />
        <SelectField label={t('show.label')} value={filter.show} onChange={(event) => put({ show: shows.find((show) => show === event.target.value) ?? 'all' })}>
          {shows.map((show) => (
            <option key={show} value={show}>
              {t(`show.${show}`)}
            </option>
          ))}
        </SelectField>
        {page.groups.length > 0 && (
          <SelectField label={t('inGroup')} value={filter.group} onChange={(event) => put({ group: event.target.value })}>
            <option value="">{t('anyGroup')}</option>
            {page.groups.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name || t('groups.unnamed', { id: group.id })}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      <p className={styles.note} role="status">
        {people.length === 0 ? t('noneFits') : t('count', { count: people.length })}
      </p>
      {people.length > 0 && (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('table.label')}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('table.name')}</th>
                <th scope="col">{t('table.role')}</th>
                {page.groups.length > 0 && <th scope="col">{t('table.groups')}</th>}
                <th scope="col">{t('table.standing')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((person) => (
                <Row key={person.userId} person={person} page={page} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length < people.length && (
        <div>
          <Button onClick={() => setWhole(true)}>{t('all', { count: people.length })}</Button>
        </div>
      )}
    </div>
  );
}

function Row({ person, page }: { person: RosterPerson; page: RosterPage }) {
  const { t } = useTranslation('roster');
  const { t: common } = useTranslation();
  const format = useFormat();
  const standing = standingOf(person, page.refresh.at !== null);
  const { sinceAt, untilAt } = person;
  return (
    <tr>
      <th scope="row">
        <bdi dir="auto">{person.name}</bdi>
      </th>
      <td>{common(`role.${person.role}`)}</td>
      {page.groups.length > 0 && (
        <td>
          <ul className={styles.chips}>
            {person.groupIds.map((id) => (
              <li key={id}>
                <GroupName id={id} groups={page.groups} />
              </li>
            ))}
          </ul>
        </td>
      )}
      <td>
        <Chip tone={tones[standing]}>{t(`standing.${standing}`)}</Chip>
        {untilAt && <p className={styles.note}>{t('until', { when: format.dateTime(untilAt) })}</p>}
        {!untilAt && sinceAt && <p className={styles.note}>{t('since', { when: format.dateTime(sinceAt) })}</p>}
      </td>
    </tr>
  );
}
