-- The page that says an article, as its front matter names it.
alter table knowledge add column url text;

-- What an answer rests on, as it was then: [{"title": …, "url": …}]; null when on nothing of the knowledge base.
alter table chat_message add column sources jsonb;
