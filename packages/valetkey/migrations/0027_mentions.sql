-- Who is mentioned in which internal comment. Written with the comment, once; the text has `<@id>` where the name is shown.

create table valetkey.review_mention (
  comment_id text not null references valetkey.review_comment (id),
  user_id text not null,
  primary key (comment_id, user_id)
);
