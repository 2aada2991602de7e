-- Leads beside reviewers: they give files to others and take decisions up again.

alter table portal.invitation drop constraint invitation_role_check;
alter table portal.invitation add constraint invitation_role_check check (role in ('user', 'reviewer', 'lead', 'admin'));
