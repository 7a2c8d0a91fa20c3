CREATE VIEW purchase AS
SELECT store, basket, gtin, quantity, member, at FROM history
UNION ALL
SELECT s.store, s.sale_id, l.gtin, l.quantity, s.customer, s.at
FROM sale AS s JOIN sale_line AS l USING (sale_id) WHERE l.quantity > 0;

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

CREATE TABLE allocation (
    store TEXT NOT NULL, gtin TEXT NOT NULL, units INTEGER NOT NULL, safety INTEGER NOT NULL,
    version INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (store, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE allocation_counted (
    store TEXT NOT NULL, gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    total INTEGER NOT NULL, PRIMARY KEY (store, gtin, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE allocation_rule (
    store TEXT NOT NULL, gtin TEXT NOT NULL, percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
    most INTEGER CHECK (most >= 0), safety INTEGER NOT NULL CHECK (safety >= 0), PRIMARY KEY (store, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE allocation_taken (
    n INTEGER PRIMARY KEY, store TEXT NOT NULL, gtin TEXT NOT NULL, device TEXT NOT NULL,
    units INTEGER NOT NULL, promised INTEGER NOT NULL, reason TEXT NOT NULL, reference TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE answer (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, answer BLOB NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE appointment_notice (
    n INTEGER PRIMARY KEY AUTOINCREMENT, appointment TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL,
    starts TEXT NOT NULL, due_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dropped')),
    channels TEXT NOT NULL DEFAULT '', sent_at TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    UNIQUE (appointment, kind, starts)
) STRICT;

CREATE TABLE assist_call (
    call_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, about TEXT NOT NULL,
    gtin TEXT NOT NULL, called_at TEXT NOT NULL, asked INTEGER NOT NULL,
    answered_at TEXT NOT NULL, answered_on TEXT NOT NULL, answered_by TEXT NOT NULL,
    ended_at TEXT NOT NULL, how_ended TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE business (
    account TEXT PRIMARY KEY, name TEXT NOT NULL, tax_id TEXT NOT NULL, price_list TEXT NOT NULL,
    purchase_order_needed INTEGER NOT NULL CHECK (purchase_order_needed IN (0, 1)),
    due_days INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE business_store (
    account TEXT NOT NULL REFERENCES business, store TEXT NOT NULL, PRIMARY KEY (account, store)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_set (
    store TEXT PRIMARY KEY REFERENCES store (store), version INTEGER NOT NULL, document TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE card (
    card_id TEXT PRIMARY KEY, kind TEXT NOT NULL, gtin TEXT NOT NULL, category TEXT NOT NULL,
    title_zh_hans TEXT NOT NULL, title_zh_hant TEXT NOT NULL, title_en TEXT NOT NULL,
    body_zh_hans TEXT NOT NULL, body_zh_hant TEXT NOT NULL, body_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cash_movement (
    movement_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL,
    amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL,
    operator TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    id TEXT PRIMARY KEY, name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
    parent TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;

CREATE TABLE component (
    bundle TEXT NOT NULL CHECK (length(bundle) = 14), part TEXT NOT NULL CHECK (length(part) = 14),
    units INTEGER NOT NULL CHECK (units BETWEEN 1 AND 999), PRIMARY KEY (bundle, part), CHECK (bundle <> part)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE coupon_spent (
    coupon TEXT NOT NULL, nonce TEXT NOT NULL, sale_id TEXT NOT NULL, store TEXT NOT NULL,
    device TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (coupon, nonce, sale_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letter (
    n INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    store TEXT NOT NULL,
    device TEXT NOT NULL,
    lane TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    raw BLOB NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'retried'))
) STRICT;

CREATE TABLE "delivery" (
    store TEXT NOT NULL REFERENCES store (store),
    method TEXT NOT NULL CHECK (method IN ('ship', 'delivery', 'pickup')),
    ready_minutes_min INTEGER NOT NULL, ready_minutes_max INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL, free_from_minor INTEGER, cutoff TEXT NOT NULL, PRIMARY KEY (store, method)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (store TEXT NOT NULL, device TEXT NOT NULL, role TEXT NOT NULL, app TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('online', 'offline')), session TEXT NOT NULL, epoch TEXT NOT NULL, waiting INTEGER NOT NULL, public_key TEXT NOT NULL, down_epoch TEXT NOT NULL, down_cursor INTEGER NOT NULL, first_at TEXT NOT NULL, seen_at TEXT NOT NULL, PRIMARY KEY (store, device)) STRICT, WITHOUT ROWID;

CREATE TABLE down (n INTEGER PRIMARY KEY, store TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL, time TEXT NOT NULL, data BLOB NOT NULL) STRICT;

CREATE TABLE down_stream (store TEXT PRIMARY KEY, next_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE drawer_count (
    count_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL, store TEXT NOT NULL, counted_minor INTEGER NOT NULL,
    expected_minor INTEGER NOT NULL, currency TEXT NOT NULL, pieces TEXT NOT NULL, operator TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE favourite (
    member TEXT NOT NULL, gtin TEXT NOT NULL, wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    at TEXT NOT NULL, PRIMARY KEY (member, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE find_fail (
    store TEXT NOT NULL, gtin TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (store, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE flag (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (kind, subject, detail)
) STRICT;

CREATE TABLE frame (n INTEGER PRIMARY KEY, received_at TEXT NOT NULL, payload BLOB NOT NULL) STRICT;

CREATE TABLE goods_back (
    back_line TEXT PRIMARY KEY, back_sale TEXT NOT NULL, sale_id TEXT NOT NULL, line TEXT NOT NULL,
    units INTEGER NOT NULL, amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
    points INTEGER NOT NULL, at TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    store TEXT NOT NULL, basket TEXT NOT NULL, gtin TEXT NOT NULL, quantity INTEGER NOT NULL,
    member TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (basket, gtin, store)
) STRICT, WITHOUT ROWID;

CREATE TABLE hook (
    hook_id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, events TEXT NOT NULL,
    store TEXT NOT NULL, made_at TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0, rest_until TEXT NOT NULL DEFAULT ''
, dropped INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE hook_delivery (
    n INTEGER PRIMARY KEY AUTOINCREMENT, delivery_id TEXT NOT NULL UNIQUE, hook_id TEXT NOT NULL,
    type TEXT NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE inbox (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT UNIQUE,
    hash BLOB NOT NULL,
    frame INTEGER NOT NULL,
    place INTEGER NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
    store TEXT NOT NULL REFERENCES store (store), gtin TEXT NOT NULL REFERENCES product (gtin),
    price_minor INTEGER NOT NULL, price_version INTEGER NOT NULL,
    aisle TEXT NOT NULL, bay TEXT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    version INTEGER NOT NULL,
    PRIMARY KEY (store, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    member TEXT PRIMARY KEY, store TEXT NOT NULL, surname TEXT NOT NULL,
    title TEXT NOT NULL CHECK (title IN ('', 'ms', 'mr')), tier TEXT NOT NULL,
    points INTEGER NOT NULL, language TEXT NOT NULL, version INTEGER NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1))
, address TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    n INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL,
    round INTEGER NOT NULL, due_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dropped')),
    channels TEXT NOT NULL DEFAULT '', sent_at TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    UNIQUE (order_id, kind, round)
) STRICT;

CREATE TABLE offer (
    exposure TEXT NOT NULL, outcome TEXT NOT NULL, gtin TEXT NOT NULL, store TEXT NOT NULL,
    place TEXT NOT NULL, reason TEXT NOT NULL, taken INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (exposure, outcome, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_refusal (
    member TEXT NOT NULL, scope TEXT NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (member, scope, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE online_basket (
    member TEXT PRIMARY KEY, basket_id TEXT NOT NULL, store TEXT NOT NULL, lines TEXT NOT NULL,
    version INTEGER NOT NULL, merged_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operator (
    operator TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, language TEXT NOT NULL,
    pin TEXT NOT NULL, pin_version INTEGER NOT NULL, badges_from INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_act (
    acted_id TEXT PRIMARY KEY, at TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, act TEXT NOT NULL,
    operator TEXT NOT NULL, approver TEXT NOT NULL, about TEXT NOT NULL, detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_role (role TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE operator_store (
    operator TEXT NOT NULL REFERENCES operator ON DELETE CASCADE, store TEXT NOT NULL,
    PRIMARY KEY (operator, store)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_back (
    order_id TEXT NOT NULL, line_id TEXT NOT NULL, sale TEXT NOT NULL, units INTEGER NOT NULL,
    PRIMARY KEY (order_id, line_id, sale)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_closed (
    order_id TEXT PRIMARY KEY, body BLOB NOT NULL, marks BLOB NOT NULL, closed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE order_event (
    n INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, store TEXT NOT NULL, event TEXT NOT NULL,
    state TEXT NOT NULL, at TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;

CREATE TABLE order_moved (
    order_id TEXT NOT NULL, line_id TEXT NOT NULL, new_order TEXT NOT NULL, units INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL, way TEXT NOT NULL CHECK (way IN ('choose', 'convert')), own_units INTEGER NOT NULL DEFAULT 0, own_minor INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, line_id, new_order)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_paid (
    sale TEXT NOT NULL, order_id TEXT NOT NULL, PRIMARY KEY (sale, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_promise (
    order_id TEXT PRIMARY KEY, store TEXT NOT NULL, at TEXT NOT NULL, begins_at TEXT NOT NULL,
    estimate_s REAL NOT NULL, p50_s REAL NOT NULL, p80_s REAL NOT NULL, p95_s REAL NOT NULL,
    promised_at TEXT NOT NULL, ready_at TEXT NOT NULL, member TEXT NOT NULL, points INTEGER NOT NULL,
    given_at TEXT NOT NULL, late_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE order_step (
    step_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL,
    kind TEXT NOT NULL, body BLOB NOT NULL
, store TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE order_substitute (
    order_id TEXT NOT NULL, line_id TEXT NOT NULL, price_minor INTEGER NOT NULL,
    PRIMARY KEY (order_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_untold (order_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE page_ticket (order_id TEXT NOT NULL, ticket TEXT NOT NULL, PRIMARY KEY (order_id, ticket)) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_line (
    order_id TEXT NOT NULL REFERENCES pickup_order (order_id), line_id TEXT NOT NULL, gtin TEXT NOT NULL,
    quantity INTEGER NOT NULL, price_minor INTEGER NOT NULL,
    picked INTEGER NOT NULL, short INTEGER NOT NULL, amount_minor INTEGER NOT NULL DEFAULT 0, substitute INTEGER NOT NULL DEFAULT 1 CHECK (substitute IN (0, 1)), PRIMARY KEY (order_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_order (
    order_id TEXT PRIMARY KEY, store TEXT NOT NULL, number TEXT NOT NULL, home TEXT NOT NULL,
    member TEXT NOT NULL, surname TEXT NOT NULL, title TEXT NOT NULL,
    total_minor INTEGER NOT NULL, currency TEXT NOT NULL, paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
    promised_at TEXT NOT NULL, placed_at TEXT NOT NULL,
    state TEXT NOT NULL, revision INTEGER NOT NULL, slot TEXT NOT NULL, code_nonce TEXT NOT NULL,
    device TEXT NOT NULL, changed_at TEXT NOT NULL, version INTEGER NOT NULL, method TEXT NOT NULL DEFAULT 'pickup', sale TEXT NOT NULL DEFAULT '', sale_number TEXT NOT NULL DEFAULT '', arbiter TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT 'web', contact TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', placed TEXT NOT NULL DEFAULT '', expires_at TEXT NOT NULL DEFAULT '', pickup_code TEXT NOT NULL DEFAULT '', age INTEGER NOT NULL DEFAULT 0, carry_to TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', quantiles TEXT NOT NULL DEFAULT '[]', made_from TEXT NOT NULL DEFAULT '', wish TEXT NOT NULL DEFAULT '', ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)), fee_minor INTEGER NOT NULL DEFAULT 0,
    UNIQUE (store, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
    sale_id TEXT NOT NULL, line TEXT NOT NULL, member TEXT NOT NULL, gtin TEXT NOT NULL,
    units INTEGER NOT NULL, until TEXT NOT NULL, PRIMARY KEY (sale_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_place (
    store TEXT NOT NULL REFERENCES store (store), kind TEXT NOT NULL, name TEXT NOT NULL,
    x INTEGER NOT NULL, y INTEGER NOT NULL, PRIMARY KEY (store, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_shelf (
    store TEXT NOT NULL REFERENCES store (store), aisle TEXT NOT NULL,
    x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL CHECK (w > 0), h INTEGER NOT NULL CHECK (h > 0),
    bays INTEGER NOT NULL, PRIMARY KEY (store, aisle)
) STRICT, WITHOUT ROWID;

CREATE TABLE price_book (
    store TEXT NOT NULL REFERENCES store (store), version INTEGER NOT NULL, valid_from TEXT NOT NULL,
    document TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (store, version)
) STRICT;

CREATE TABLE price_conflict (
    conflict_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, basket_id TEXT NOT NULL,
    gtin TEXT NOT NULL, source TEXT NOT NULL, reference TEXT NOT NULL, claimed_minor INTEGER NOT NULL,
    ours_minor INTEGER NOT NULL, units INTEGER NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL,
    operator TEXT NOT NULL, book_version INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
    gtin TEXT PRIMARY KEY CHECK (length(gtin) = 14),
    sku TEXT NOT NULL,
    name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
    brand TEXT NOT NULL, category TEXT NOT NULL,
    image TEXT NOT NULL,
    variant_of TEXT NOT NULL, size TEXT NOT NULL, colour TEXT NOT NULL,
    claim_zh_hans TEXT NOT NULL, claim_zh_hant TEXT NOT NULL, claim_en TEXT NOT NULL,
    origin TEXT NOT NULL, allergens TEXT NOT NULL, care TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE promise (
    order_id TEXT NOT NULL, store TEXT NOT NULL, gtin TEXT NOT NULL, units INTEGER NOT NULL CHECK (units > 0),
    at TEXT NOT NULL, PRIMARY KEY (store, gtin, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE promise_rule (
    store TEXT PRIMARY KEY, points INTEGER NOT NULL CHECK (points >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE quota_sold (
    store TEXT NOT NULL, rule_id TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (store, rule_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE quote (
    quote_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, number TEXT NOT NULL,
    business TEXT NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL, until TEXT NOT NULL,
    operator TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE quote_sale (
    quote_id TEXT NOT NULL, sale_id TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
    PRIMARY KEY (quote_id, sale_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rating (
    gtin TEXT PRIMARY KEY, tenths INTEGER NOT NULL CHECK (tenths BETWEEN 10 AND 50),
    count INTEGER NOT NULL CHECK (count > 0), at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    kind TEXT NOT NULL, record_id TEXT NOT NULL, store TEXT NOT NULL,
    state TEXT NOT NULL, member TEXT NOT NULL, due TEXT NOT NULL, version INTEGER NOT NULL,
    changed_at TEXT NOT NULL, PRIMARY KEY (kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_field (
    kind TEXT NOT NULL, record_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    at TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (kind, record_id, name),
    FOREIGN KEY (kind, record_id) REFERENCES record ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE record_forgotten (
    kind TEXT NOT NULL, record_id TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_store (
    kind TEXT NOT NULL, record_id TEXT NOT NULL, store TEXT NOT NULL, PRIMARY KEY (kind, record_id, store),
    FOREIGN KEY (kind, record_id) REFERENCES record ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE refund (
    n INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL, line_id TEXT NOT NULL, store TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0), currency TEXT NOT NULL, reason TEXT NOT NULL,
    at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled')),
    reference TEXT NOT NULL DEFAULT '', settled_at TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE release (
    store TEXT NOT NULL, version INTEGER NOT NULL, manifest TEXT NOT NULL, signature TEXT NOT NULL,
    sha256 TEXT NOT NULL, file TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (store, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE review (
    gtin TEXT NOT NULL, rank INTEGER NOT NULL, stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    author TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (gtin, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale (
    sale_id TEXT PRIMARY KEY, store TEXT NOT NULL, workstation TEXT NOT NULL, business_date TEXT NOT NULL,
    series TEXT NOT NULL, sequence INTEGER NOT NULL, device TEXT NOT NULL, at TEXT NOT NULL,
    currency TEXT NOT NULL, total_minor INTEGER NOT NULL, customer TEXT NOT NULL, operator TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_copy (
    sale_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, number TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_line (
    sale_id TEXT NOT NULL, line_id TEXT NOT NULL, gtin TEXT NOT NULL, name TEXT NOT NULL,
    quantity INTEGER NOT NULL, unit_price_minor INTEGER NOT NULL, amount_minor INTEGER NOT NULL,
    price_version INTEGER NOT NULL, origin TEXT NOT NULL, returned_from TEXT NOT NULL,
    returned_line TEXT NOT NULL, PRIMARY KEY (sale_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_tender (
    sale_id TEXT NOT NULL, tender_id TEXT NOT NULL, kind TEXT NOT NULL, amount_minor INTEGER NOT NULL,
    reference TEXT NOT NULL, PRIMARY KEY (sale_id, tender_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE self_checkout_check (
    basket TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, operator TEXT NOT NULL,
    score INTEGER NOT NULL, chance_bp INTEGER NOT NULL, why TEXT NOT NULL, outcome TEXT NOT NULL,
    corrected INTEGER NOT NULL, lines TEXT NOT NULL, missing INTEGER NOT NULL, extra INTEGER NOT NULL,
    decided INTEGER NOT NULL, asked_at TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE shift (
    shift_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, workstation TEXT NOT NULL,
    business_date TEXT NOT NULL, place INTEGER NOT NULL, currency TEXT NOT NULL, float_minor INTEGER NOT NULL,
    by_itself INTEGER NOT NULL, operator TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE stock (
    store TEXT NOT NULL, gtin TEXT NOT NULL, on_hand INTEGER NOT NULL, version INTEGER NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (store, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_counted (
    store TEXT NOT NULL, gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL,
    seq INTEGER NOT NULL, total INTEGER NOT NULL, PRIMARY KEY (store, gtin, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_untold (
    store TEXT NOT NULL, gtin TEXT NOT NULL, near INTEGER NOT NULL CHECK (near IN (0, 1)),
    PRIMARY KEY (store, gtin, near)
) STRICT, WITHOUT ROWID;

CREATE TABLE store (
    store TEXT PRIMARY KEY CHECK (length(store) = 13),
    name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
    address TEXT NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL, time_zone TEXT NOT NULL,
    currency TEXT NOT NULL, latitude REAL, longitude REAL,
    home_device TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE stream (
    n INTEGER PRIMARY KEY,
    store TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch TEXT NOT NULL,
    lane TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    head BLOB NOT NULL,
    top INTEGER NOT NULL,
    applied INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL, forked INTEGER NOT NULL DEFAULT 0,
    UNIQUE (store, device, epoch, lane)
) STRICT;

CREATE TABLE value_account (
    kind TEXT NOT NULL, account TEXT NOT NULL, balance INTEGER NOT NULL, currency TEXT NOT NULL,
    store TEXT NOT NULL, bearer INTEGER NOT NULL CHECK (bearer IN (0, 1)), credit_limit INTEGER NOT NULL,
    stale INTEGER NOT NULL CHECK (stale IN (0, 1)), PRIMARY KEY (kind, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE value_device (
    store TEXT NOT NULL, device TEXT NOT NULL, role TEXT NOT NULL, epoch TEXT NOT NULL,
    PRIMARY KEY (store, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE value_entry (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, what TEXT NOT NULL,
    amount INTEGER NOT NULL, balance INTEGER NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL,
    reference TEXT NOT NULL, at TEXT NOT NULL
) STRICT;

CREATE TABLE value_lease (
    kind TEXT NOT NULL, account TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL,
    granted INTEGER NOT NULL, returned INTEGER NOT NULL, used INTEGER NOT NULL, standing INTEGER NOT NULL,
    PRIMARY KEY (kind, account, store, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE value_wish (
    kind TEXT NOT NULL, account TEXT NOT NULL, store TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL,
    target INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE z_report (
    shift_id TEXT PRIMARY KEY, store TEXT NOT NULL, device TEXT NOT NULL, workstation TEXT NOT NULL,
    business_date TEXT NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX answer_at ON answer (at);

CREATE INDEX appointment_notice_due ON appointment_notice (due_at) WHERE state = 'waiting';

CREATE INDEX cash_movement_shift ON cash_movement (shift_id);

CREATE UNIQUE INDEX down_place ON down (store, seq);

CREATE UNIQUE INDEX down_subject ON down (store, type, subject);

CREATE INDEX goods_back_sale ON goods_back (sale_id);

CREATE INDEX history_member ON history (member, at) WHERE member <> '';

CREATE INDEX hook_delivery_due ON hook_delivery (hook_id, due_at) WHERE state = 'waiting';

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
ON "_sqlite_migrations" ("migration_set", "name");

CREATE INDEX member_stale ON member (stale) WHERE stale = 1;

CREATE INDEX notice_due ON notice (due_at) WHERE state = 'waiting';

CREATE INDEX operator_act_at ON operator_act (at);

CREATE INDEX operator_act_operator ON operator_act (operator, at);

CREATE INDEX order_event_order ON order_event (order_id, n);

CREATE INDEX order_paid_order ON order_paid (order_id);

CREATE INDEX order_promise_late ON order_promise (promised_at) WHERE late_at = '' AND ready_at = '';

CREATE INDEX order_promise_owed ON order_promise (promised_at) WHERE given_at = '' AND points > 0;

CREATE INDEX order_promise_store ON order_promise (store, ready_at);

CREATE INDEX order_step_at ON order_step (at);

CREATE INDEX order_step_order ON order_step (order_id, at);

CREATE INDEX pickup_order_from ON pickup_order (made_from) WHERE made_from <> '';

CREATE INDEX pickup_order_member ON pickup_order (member, placed_at) WHERE member <> '';

CREATE INDEX pickup_order_open ON pickup_order (store, placed_at) WHERE ended = 0;

CREATE INDEX pickup_order_sale ON pickup_order (sale) WHERE sale <> '';

CREATE UNIQUE INDEX pickup_order_wish ON pickup_order (wish) WHERE wish <> '';

CREATE INDEX plan_member ON plan (member, until);

CREATE INDEX promise_order ON promise (order_id);

CREATE INDEX record_changed_at ON record (kind, changed_at);

CREATE INDEX record_field_at ON record_field (at);

CREATE INDEX record_member ON record (member, kind) WHERE member <> '';

CREATE INDEX record_store_state ON record (store, kind, state, due);

CREATE INDEX record_version ON record (kind, version);

CREATE INDEX refund_open ON refund (n) WHERE state = 'open';

CREATE INDEX refund_order ON refund (order_id);

CREATE INDEX sale_copy_number ON sale_copy (number);

CREATE INDEX sale_customer ON sale (customer, at) WHERE customer <> '';

CREATE INDEX sale_number ON sale (store, workstation, business_date, series, sequence);

CREATE INDEX self_checkout_check_at ON self_checkout_check (store, at);

CREATE INDEX stream_behind ON stream (last_at) WHERE applied < cursor;

CREATE INDEX value_entry_account ON value_entry (kind, account);

CREATE INDEX value_stale ON value_account (stale) WHERE stale = 1;

CREATE INDEX value_store ON value_account (store);

CREATE INDEX z_report_number ON z_report (store, workstation, series, number);

