-- A tablet's database as version 5 of the schema left it, some rows in each.
PRAGMA application_id = 1400205942;
PRAGMA foreign_keys = OFF;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE tip (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        device TEXT NOT NULL CHECK (device <> ''),
        seq INTEGER NOT NULL CHECK (seq >= 0),
        hash BLOB NOT NULL CHECK (length(hash) = iif(seq = 0, 0, 32)),
        clock TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE labels (
        device TEXT PRIMARY KEY,
        label TEXT NOT NULL,
        clock TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE handed_over (device TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind <> ''),
        detail TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE forms (
        hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
        form_id TEXT NOT NULL CHECK (form_id <> ''),
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        languages TEXT NOT NULL CHECK (json_valid(languages)),
        source_name TEXT NOT NULL,
        added TEXT NOT NULL,
        source BLOB NOT NULL,
        xform BLOB NOT NULL
    ) STRICT
    ;
CREATE TABLE stops (
        region TEXT NOT NULL CHECK (region <> ''),
        first_day TEXT NOT NULL CHECK (length(first_day) = 10),
        place TEXT NOT NULL,
        PRIMARY KEY (region, first_day, place)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE drafts (
        id TEXT PRIMARY KEY CHECK (id <> ''),
        form_hash BLOB NOT NULL REFERENCES forms (hash),
        stop TEXT NOT NULL,
        language TEXT NOT NULL,
        operator TEXT NOT NULL,
        mode TEXT NOT NULL,
        started TEXT NOT NULL,
        saved TEXT NOT NULL,
        page TEXT NOT NULL,
        answered INTEGER NOT NULL,
        asked INTEGER NOT NULL,
        category TEXT NOT NULL,
        document TEXT NOT NULL
    , edits TEXT NOT NULL DEFAULT '', replaces BLOB NOT NULL DEFAULT x''
    CHECK (length(replaces) % 32 = 0), discarded TEXT NOT NULL DEFAULT '', due TEXT NOT NULL DEFAULT '') STRICT
    ;
CREATE TABLE revisions (
        position INTEGER PRIMARY KEY,
        device TEXT NOT NULL CHECK (device <> ''),
        seq INTEGER NOT NULL CHECK (seq > 0),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        previous BLOB NOT NULL CHECK (length(previous) = iif(seq = 1, 0, 32)),
        submission TEXT NOT NULL CHECK (submission <> ''),
        parents BLOB NOT NULL CHECK (length(parents) % 32 = 0),
        kind TEXT NOT NULL CHECK (kind IN ('create', 'edit', 'delete', 'resolve', 'erase')),
        form_id TEXT NOT NULL,
        form_hash BLOB NOT NULL CHECK (length(form_hash) = 32),
        stop TEXT NOT NULL,
        operator TEXT NOT NULL,
        clock TEXT NOT NULL,
        wall TEXT NOT NULL,
        content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
        salt BLOB NOT NULL CHECK (length(salt) IN (0, 16)),
        document TEXT NOT NULL,
        reason TEXT NOT NULL,
        CHECK (length(salt) = 16 OR (document = '' AND reason = ''))
    ) STRICT
    ;
CREATE TABLE replaced (
        submission TEXT NOT NULL,
        hash BLOB NOT NULL,
        position INTEGER NOT NULL REFERENCES revisions (position),
        PRIMARY KEY (submission, hash, position)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE heads (
        submission TEXT NOT NULL,
        position INTEGER NOT NULL REFERENCES revisions (position),
        PRIMARY KEY (submission, position)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE current (
        submission TEXT PRIMARY KEY,
        position INTEGER NOT NULL REFERENCES revisions (position),
        first INTEGER NOT NULL REFERENCES revisions (position),
        created TEXT NOT NULL,
        device TEXT NOT NULL,
        form_id TEXT NOT NULL,
        stop TEXT NOT NULL,
        kind TEXT NOT NULL,
        outcome TEXT NOT NULL,
        heads INTEGER NOT NULL CHECK (heads > 0)
    , operator TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', firm TEXT NOT NULL DEFAULT '', badge TEXT NOT NULL DEFAULT '', person TEXT NOT NULL DEFAULT '', folded TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID
    ;
CREATE TABLE media (
        sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
        type TEXT NOT NULL CHECK (type <> ''),
        data BLOB NOT NULL
    ) STRICT
    ;
CREATE TABLE attachments (
        form_hash BLOB NOT NULL REFERENCES forms (hash),
        name TEXT NOT NULL CHECK (name <> ''),
        sha256 BLOB NOT NULL REFERENCES media (sha256),
        PRIMARY KEY (form_hash, name)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE identities (
        id INTEGER PRIMARY KEY,
        device TEXT NOT NULL UNIQUE CHECK (device <> ''),
        before TEXT NOT NULL CHECK (before <> device),
        cause TEXT NOT NULL CHECK (cause IN ('copied', 'restored', 'double')),
        at TEXT NOT NULL,
        told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
    ) STRICT
    ;
CREATE TABLE packages (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        path TEXT NOT NULL,
        places TEXT CHECK (places IS NULL OR json_valid(places))
    ) STRICT
    ;
CREATE UNIQUE INDEX revisions_key ON revisions (device, seq, hash);
CREATE INDEX revisions_submission ON revisions (submission);
CREATE INDEX revisions_erasures ON revisions (submission) WHERE kind = 'erase';
CREATE VIEW "replaced_view" AS 
    WITH RECURSIVE line (submission, position, parents, start) AS (
        SELECT submission, position, parents, 1 FROM revisions WHERE parents <> x''
        UNION ALL
        SELECT submission, position, parents, start + 32 FROM line
        WHERE start + 32 <= length(parents)
    )
    SELECT submission, substr(parents, start, 32) AS hash, position FROM line;
CREATE VIEW "heads_view" AS 
    SELECT head.submission, head.position
    FROM revisions AS head
    WHERE NOT EXISTS (
        SELECT 1 FROM replaced
        WHERE replaced.submission = head.submission AND replaced.hash = head.hash
    );
CREATE INDEX attachments_media ON attachments (sha256);
CREATE INDEX current_listed
    ON current (created, submission, kind, form_id, stop, operator, heads, folded)
    ;
CREATE VIEW "current_view" AS 
    SELECT
        lowest.submission,
        shown.position,
        origin.position AS first,
        origin.clock AS created,
        origin.device,
        shown.form_id,
        shown.stop,
        iif(
            EXISTS (
                SELECT 1 FROM revisions AS erasure
                WHERE erasure.submission = lowest.submission AND erasure.kind = 'erase'
            ),
            'erase', shown.kind
        ) AS kind,
        iif(
            json_valid(shown.document),
            coalesce(CAST(json_extract(shown.document, '$.outcome') AS TEXT), ''), ''
        ) AS outcome,
        (SELECT count(*) FROM heads AS every WHERE every.submission = lowest.submission) AS heads,
        origin.operator,
        coalesce(CAST(coalesce(
            told.document ->> '$.summary.name', told.document ->> '$.data.meta.instanceName'
        ) AS TEXT), '') AS name,
        coalesce(CAST(told.document ->> '$.summary.firm' AS TEXT), '') AS firm,
        coalesce(CAST(told.document ->> '$.summary.badge' AS TEXT), '') AS badge,
        coalesce(CAST(told.document ->> '$.summary.person' AS TEXT), '') AS person
    FROM heads AS lowest
    JOIN revisions AS shown ON shown.position = (
        SELECT head.position FROM heads AS head JOIN revisions AS candidate USING (position)
        WHERE head.submission = lowest.submission
        ORDER BY
            candidate.kind = 'delete', candidate.clock DESC, candidate.device DESC,
            candidate.seq DESC, candidate.hash DESC
        LIMIT 1
    )
    JOIN revisions AS origin ON origin.position = (
        SELECT candidate.position FROM revisions AS candidate
        WHERE candidate.submission = lowest.submission
        ORDER BY
            candidate.kind <> 'create', candidate.clock, candidate.device, candidate.seq,
            candidate.hash
        LIMIT 1
    )
    LEFT JOIN revisions AS told ON told.position = iif(
        shown.document <> '', shown.position, (
            SELECT candidate.position FROM revisions AS candidate
            WHERE candidate.submission = lowest.submission AND candidate.document <> ''
            ORDER BY candidate.clock DESC, candidate.device DESC, candidate.seq DESC,
                candidate.hash DESC
            LIMIT 1
        )
    ) AND json_valid(told.document)
    WHERE lowest.position = (
        SELECT min(every.position) FROM heads AS every
        WHERE every.submission = lowest.submission
    );
CREATE INDEX drafts_edits ON drafts (edits) WHERE edits <> '';
INSERT INTO settings VALUES ('profile', '{"label": "Tablet 03", "language": "ar", "staff": ["Salma", "Yassine"], "idle_seconds": 60, "partials": "keep", "recovery": ""}');
INSERT INTO settings VALUES ('stop', 'MA-12_2026-12-26');
INSERT INTO settings VALUES ('stop_place', '');
INSERT INTO secrets VALUES ('exchange.signing_seed/8ebdcd3339155288', X'5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A');
INSERT INTO tip VALUES (1, '8ebdcd3339155288', 6, X'F64EF7B7433EC70D456E122E463A05423F0687B14CA42D34CFE0032A636E43AC', '001798272007000.00000');
INSERT INTO labels VALUES ('8ebdcd3339155288', 'Tablet 03', '001798272001000.00000');
INSERT INTO events VALUES (1, '2026-12-26T09:00:08+01:00', 'package', 'x.svpkg records=3');
INSERT INTO forms VALUES (X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'company_feedback', '1', 'رأي المقاولات', '["ar", "fr", "en"]', 'company_feedback.xlsx', '2026-12-26T08:00:00+01:00', X'6120776F726B626F6F6B', X'3C68746D6C2F3E');
INSERT INTO forms VALUES (X'62E557AEAAB01A1A442F866547C1B5E094BEF8ABEBA1CDB76C9C32D1E9BF079B', 'company_feedback', '1', 'رأي المقاولات', '["ar", "fr", "en"]', 'company_feedback.xlsx', '2026-12-26T08:00:00+01:00', X'6120776F726B626F6F6B', X'3C68746D6C2F3E');
INSERT INTO stops VALUES ('MA-12', '2026-12-26', 'الداخلة');
INSERT INTO drafts VALUES ('uuid:draft', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'ar', 'Salma', 'interview', '2026-12-26T09:00:00+01:00', '2026-12-26T09:01:00+01:00', '/data/consent', 1, 30, '', '{"answer":"نعم"}', '', X'', '', '');
INSERT INTO drafts VALUES ('uuid:discarded', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'ar', 'Salma', 'interview', '2026-12-26T09:00:00+01:00', '2026-12-26T09:01:00+01:00', '/data/consent', 1, 30, '', '{"answer":"نعم"}', 'uuid:one', X'', '2026-12-26T09:02:00+01:00', '');
INSERT INTO revisions VALUES (1, '8ebdcd3339155288', 1, X'1C4485F3E9D1FFC23BDFC95194981F85770A80C9AC41B2DFA1937B11FBBB4B3E', X'', 'uuid:one', X'', 'create', 'company_feedback', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'Salma', '001798272002000.00000', '2026-12-26T09:00:02+01:00', X'A463E79225A5234F9719DF8BA3705D9028A9519A93AAD7D20A3EC609F4E6FB95', X'C8F3ABD50C0AD3169FFCA55C0BD0E8AF', '{"answer":"نعم"}', '');
INSERT INTO revisions VALUES (2, '8ebdcd3339155288', 2, X'2644B62A45ABC6710F1FF8BB933EE4F92097FD22C91C7583D6AAEC9C48EAC8F4', X'1C4485F3E9D1FFC23BDFC95194981F85770A80C9AC41B2DFA1937B11FBBB4B3E', 'uuid:one', X'1C4485F3E9D1FFC23BDFC95194981F85770A80C9AC41B2DFA1937B11FBBB4B3E', 'edit', 'company_feedback', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'Yassine', '001798272003000.00000', '2026-12-26T09:00:03+01:00', X'37B9513B5AAEAC3F2C5A50E941F02796730504B1C746751B260A785E3D6BC2A0', X'BAEACB0347F89EF62EE0B504E2ED0BCA', '{"answer":"لا"}', 'a slip');
INSERT INTO revisions VALUES (3, '8ebdcd3339155288', 3, X'64BF57A67595816FE82C56CAEA6636197FE4FAA09765E146B9E7953E80419025', X'2644B62A45ABC6710F1FF8BB933EE4F92097FD22C91C7583D6AAEC9C48EAC8F4', 'uuid:two', X'', 'create', 'company_feedback', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'Salma', '001798272004000.00000', '2026-12-26T09:00:04+01:00', X'4CB9DACF7DE8E11B8F56A9505C728704F66E424FF6267111C85E22101EC41AE2', X'A49C243ACD4EA1DB4B0530AF215FDC14', '{"answer":"oui"}', '');
INSERT INTO revisions VALUES (4, '8ebdcd3339155288', 4, X'4EA9680BB60A246B46CD9664DACED739278A872915C019104D92ABEDFB0B924D', X'64BF57A67595816FE82C56CAEA6636197FE4FAA09765E146B9E7953E80419025', 'uuid:two', X'64BF57A67595816FE82C56CAEA6636197FE4FAA09765E146B9E7953E80419025', 'delete', 'company_feedback', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'Yassine', '001798272005000.00000', '2026-12-26T09:00:05+01:00', X'B7BC6EA13160D997A30C5E583829A47D6F6046445488BA753AE28E491ABA3722', X'C7BFAD89A1D67EC1D4C57AF99BE14C9C', '', 'filled twice');
INSERT INTO revisions VALUES (5, '8ebdcd3339155288', 5, X'5F1AFF68638E158E256EF8B239915412A6B78D4BA85291656B39D6A3E696BF07', X'4EA9680BB60A246B46CD9664DACED739278A872915C019104D92ABEDFB0B924D', 'uuid:three', X'', 'create', 'company_feedback', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'Salma', '001798272006000.00000', '2026-12-26T09:00:06+01:00', X'6083EDBBB4402B803F43830A4E80EA31F651B22F6A5BCE7FD033E5F4CDEEB9DA', X'', '', '');
INSERT INTO revisions VALUES (6, '8ebdcd3339155288', 6, X'F64EF7B7433EC70D456E122E463A05423F0687B14CA42D34CFE0032A636E43AC', X'5F1AFF68638E158E256EF8B239915412A6B78D4BA85291656B39D6A3E696BF07', 'uuid:three', X'5F1AFF68638E158E256EF8B239915412A6B78D4BA85291656B39D6A3E696BF07', 'erase', 'company_feedback', X'37D8BC64479724F8D283B493733C59C932BD1CE4BAAE470E44A64DD4C1958C57', 'MA-12_2026-12-26', 'Yassine', '001798272007000.00000', '2026-12-26T09:00:07+01:00', X'F26072A8AD7D84588581E9AB49E77DA06D094C069586A6738F22F3F6ABE15EC0', X'E29ED78071C89524D4BE6F54304C9706', '', 'asked for');
INSERT INTO replaced VALUES ('uuid:one', X'1C4485F3E9D1FFC23BDFC95194981F85770A80C9AC41B2DFA1937B11FBBB4B3E', 2);
INSERT INTO replaced VALUES ('uuid:three', X'5F1AFF68638E158E256EF8B239915412A6B78D4BA85291656B39D6A3E696BF07', 6);
INSERT INTO replaced VALUES ('uuid:two', X'64BF57A67595816FE82C56CAEA6636197FE4FAA09765E146B9E7953E80419025', 4);
INSERT INTO heads VALUES ('uuid:one', 2);
INSERT INTO heads VALUES ('uuid:three', 6);
INSERT INTO heads VALUES ('uuid:two', 4);
INSERT INTO current VALUES ('uuid:one', 2, 1, '001798272002000.00000', '8ebdcd3339155288', 'company_feedback', 'MA-12_2026-12-26', 'edit', '', 1, 'Salma', '', '', '', '', 'salma c8-re-wr c8rewr');
INSERT INTO current VALUES ('uuid:three', 6, 5, '001798272006000.00000', '8ebdcd3339155288', 'company_feedback', 'MA-12_2026-12-26', 'erase', '', 1, 'Salma', '', '', '', '', 'salma wv-y8-4h wvy84h');
INSERT INTO current VALUES ('uuid:two', 4, 3, '001798272004000.00000', '8ebdcd3339155288', 'company_feedback', 'MA-12_2026-12-26', 'delete', '', 1, 'Salma', '', '', '', '', 'salma td-bm-92 tdbm92');
INSERT INTO media VALUES (X'7A1D650FF8C13609074566AFCF426CD4BADEB0AABD127E2A6265EE97103DA071', 'text/csv', X'6E616D652C6C6162656C0A6B68656D69732CD8A7D984D8AED985D98AD8B30A');
INSERT INTO attachments VALUES (X'62E557AEAAB01A1A442F866547C1B5E094BEF8ABEBA1CDB76C9C32D1E9BF079B', 'villages.csv', X'7A1D650FF8C13609074566AFCF426CD4BADEB0AABD127E2A6265EE97103DA071');
INSERT INTO packages VALUES (1, '2026-12-26T09:00:08+01:00', 'x.svpkg records=3', NULL);
INSERT INTO identities VALUES (1, '8ebdcd3339155288', '0123456789abcdef', 'copied', '2026-12-26T09:00:09+01:00', 1);
INSERT INTO packages VALUES (2, '2026-12-26T09:00:10+01:00', '/media/stick/y.svpkg', '{"8ebdcd3339155288":4}');
PRAGMA foreign_keys = ON;
PRAGMA user_version = 5;
