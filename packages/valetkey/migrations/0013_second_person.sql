-- Four eyes: what a profile says at the handshake about who approves, and why a version was not approved in the words of that time.

alter table valetkey.upload
  add column is_second_approval_required boolean not null default false;

alter table valetkey.review_decision
  -- What the reason's code meant when it was given; null for what was decided before profiles had reasons of their own.
  add column reason_label text;

-- As before, and a version that needs two people is approved by the second and in no other way.
create or replace function valetkey.upload_review() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    if new.review <> 'unreviewed' then
      raise exception 'a version starts as unreviewed, not as %', new.review using errcode = 'VK001';
    end if;
    return new;
  end if;
  if new.review is distinct from old.review then
    perform 1 from valetkey.review_transition t where t.from_state = old.review and t.to_state = new.review;
    if not found then
      raise exception 'a review may not go from % to %', old.review, new.review using errcode = 'VK001';
    end if;
    if new.review = 'approved' and new.state <> 'available' then
      raise exception 'a version that is % cannot be approved', new.state using errcode = 'VK001';
    end if;
    if new.review = 'awaiting_second' and not new.is_second_approval_required then
      raise exception 'nobody asks for a second approval of this version' using errcode = 'VK001';
    end if;
    if new.review = 'approved' and new.is_second_approval_required and old.review <> 'awaiting_second' then
      raise exception 'this version needs a second approval' using errcode = 'VK001';
    end if;
  end if;
  return new;
end
$$;
