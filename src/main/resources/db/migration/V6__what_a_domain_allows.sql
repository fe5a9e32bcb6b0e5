-- What each domain sets for itself: which pages may ask, how it greets, in which language, and limits of its own.

-- A page of any origin could ask until now, so it still may where it did; a new domain has none but its own server's
-- pages. Origins are stored as origin/AllowedOrigins writes them.
alter table domain add column allowed_origins text[] not null default '{*}';
alter table domain alter column allowed_origins set default '{}';

alter table domain add column greeting text not null default '';

-- A language tag (BCP 47). The knowledge base's text search configuration, language, follows from it when it is set.
alter table domain add column locale text not null default 'en';
update domain
set locale = tags.tag
from (values ('arabic', 'ar'), ('armenian', 'hy'), ('basque', 'eu'), ('catalan', 'ca'), ('danish', 'da'), ('dutch', 'nl'),
             ('finnish', 'fi'), ('french', 'fr'), ('german', 'de'), ('greek', 'el'), ('hindi', 'hi'), ('hungarian', 'hu'),
             ('indonesian', 'id'), ('irish', 'ga'), ('italian', 'it'), ('lithuanian', 'lt'), ('nepali', 'ne'),
             ('norwegian', 'no'), ('portuguese', 'pt'), ('romanian', 'ro'), ('russian', 'ru'), ('serbian', 'sr'),
             ('spanish', 'es'), ('swedish', 'sv'), ('tamil', 'ta'), ('turkish', 'tr'), ('yiddish', 'yi')) as tags (language, tag)
where domain.language = tags.language;

-- null: as the program's settings have it. NaN and infinity are greater than every number, so they are out of range.
alter table domain add column visitor_burst integer check (visitor_burst between 1 and 1000000000);
alter table domain add column visitor_per_minute double precision check (visitor_per_minute between 0.001 and 1e9);
alter table domain add column ip_burst integer check (ip_burst between 1 and 1000000000);
alter table domain add column ip_per_minute double precision check (ip_per_minute between 0.001 and 1e9);
alter table domain add column domain_burst integer check (domain_burst between 1 and 1000000000);
alter table domain add column domain_per_minute double precision check (domain_per_minute between 0.001 and 1e9);
alter table domain add column tokens_burst integer check (tokens_burst between 1 and 1000000000);
alter table domain add column tokens_per_minute double precision check (tokens_per_minute between 0.001 and 1e9);
